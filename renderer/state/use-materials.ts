import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { PlanEdit } from '../../electron/contract/plan.ts';
import { t } from '../messages/en.ts';
import { useEngine } from './engine.ts';
import { keys } from './keys.ts';
import { announce } from './view.ts';

/** Changes materials.yaml; resolves when it is saved, or was refused and the page says so. */
export type EditMaterials = (edits: readonly PlanEdit[]) => Promise<unknown>;

/** The bill of a project; it follows the plan's revision. */
export function useBill(dir: string, revision: string | undefined) {
  const { client } = useEngine();
  return useQuery({
    queryKey: [...keys.bill(dir), revision ?? ''],
    queryFn: () => client.materials.bill.query({ dir }),
    enabled: revision !== undefined,
  });
}

/** Changes materials.yaml; the answer is the new bill. */
export function useEditMaterials(dir: string, revision: string | undefined) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (edits: readonly PlanEdit[]) => client.materials.edit.mutate({ dir, edits: [...edits] }),
    onSuccess: (bill) => {
      queries.setQueryData([...keys.bill(dir), revision ?? ''], bill);
      announce(t.materials.saved);
    },
  });
}
