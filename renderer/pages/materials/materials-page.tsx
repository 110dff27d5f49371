import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { BillOfMaterials } from '../../../electron/contract/materials.ts';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { useProject } from '../../state/queries.ts';
import { formatRoute } from '../../state/route.ts';
import { useBill, useEditMaterials, type EditMaterials } from '../../state/use-materials.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { FindingList } from '../../ui/finding-list.tsx';
import { Page } from '../../ui/page.tsx';
import { saveAs } from '../../ui/save-as.ts';
import { BillTable } from './bill-table.tsx';
import { NetworkPanel, PowerPanel } from './budgets.tsx';
import './materials.css';

const text = t.materials;

/** The bill of materials: what the plan's cluster is made of, what it costs, whether power and ports suffice. */
export function MaterialsPage({ dir }: { readonly dir: string }): ReactElement {
  const { client } = useEngine();
  const { data: project } = useProject(dir);
  const { data: bill, error, refetch } = useBill(dir, project?.revision);
  const editing = useEditMaterials(dir, project?.revision);
  const download = useMutation({
    mutationFn: () => client.materials.csv.query({ dir }),
    onSuccess: (csv) => saveAs('materials.csv', csv),
  });
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'plan', dir, view: 'form' })}>{t.shell.back}</LinkButton>
          <span className="grow" />
          <Button busy={download.isPending} onPress={() => download.mutate()}>
            {text.csv}
          </Button>
          <Button variant="primary" onPress={() => window.print()}>
            {text.print}
          </Button>
        </>
      }
    >
      <FaultOf thrown={error ?? editing.error} onRetry={() => void refetch()} />
      <FaultOf thrown={download.error} />
      {bill === undefined ? null : <Bill bill={bill} edit={(edits) => editing.mutateAsync(edits).catch(() => undefined)} />}
    </Page>
  );
}

interface BillProps {
  readonly bill: BillOfMaterials;
  readonly edit: EditMaterials;
}

function Bill({ bill, edit }: BillProps): ReactElement {
  return (
    <>
      <BillTable bill={bill} edit={edit} />
      <FindingList findings={bill.findings} />
      <PowerPanel bill={bill} edit={edit} />
      <NetworkPanel bill={bill} edit={edit} />
    </>
  );
}
