import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import type { ProjectState } from '../../../electron/contract/services.ts';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { keys } from '../../state/keys.ts';
import { announce } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { usePlan } from './plan-context.ts';

const text = t.plan.settings;

interface SecretFieldProps {
  readonly label: string;
  readonly secret: 'password' | 'wifiKey';
  readonly status: string;
  readonly isSet: boolean;
  readonly hint?: string;
}

/** A secret goes to the engine and never comes back: the field is empty, the words below say whether one is set. */
export function SecretField({ label, secret, status, isSet, hint }: SecretFieldProps): ReactElement {
  const { client } = useEngine();
  const { dir } = usePlan();
  const queries = useQueryClient();
  const [value, setValue] = useState('');
  const save = useMutation({
    mutationFn: (next: string) => client.projects.setSecrets.mutate({ dir, [secret]: next }),
    onSuccess: (secrets) => {
      setValue('');
      announce(text.secretSaved);
      queries.setQueryData<ProjectState>(keys.project(dir), (project) => project && { ...project, secrets });
      // Whether a password is set decides whether anybody can log in: the findings may be others now.
      void queries.invalidateQueries({ queryKey: keys.project(dir) });
    },
  });
  return (
    <div className="stack-s">
      <div className="input-row">
        <TextField
          label={label}
          type="password"
          value={value}
          onChange={setValue}
          onCommit={() => undefined}
          hint={hint === undefined ? status : `${status} ${hint}`}
        />
        <Button
          isDisabled={value === ''}
          busy={save.isPending}
          onPress={() => save.mutate(value)}
          aria-label={`${text.secretSave}: ${label}`}
        >
          {text.secretSave}
        </Button>
        {isSet ? (
          <Button variant="quiet" onPress={() => save.mutate('')} aria-label={`${text.secretClear}: ${label}`}>
            {text.secretClear}
          </Button>
        ) : null}
      </div>
      <FaultOf thrown={save.error} />
    </div>
  );
}
