import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { keys } from '../../state/keys.ts';
import { isAbsolutePath } from '../../state/paths.ts';
import { navigate } from '../../state/use-route.ts';
import { Button } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { TextField } from '../../ui/text-field.tsx';

const text = t.start.open;

/** Opens the project in a folder: chosen in the system's dialog where there is one, typed otherwise. */
export function OpenProject(): ReactElement {
  const { client, capabilities } = useEngine();
  const queries = useQueryClient();
  const [path, setPath] = useState('');
  const [mistake, setMistake] = useState<string>();
  const open = useMutation({
    mutationFn: (dir: string) => client.projects.open.query({ dir }),
    onSuccess: (project) => {
      queries.setQueryData(keys.project(project.dir), project);
      navigate({ page: 'plan', dir: project.dir, view: 'form' });
    },
  });
  const submit = (): void => {
    const problem = problemWith(path.trim());
    setMistake(problem);
    if (problem === undefined) open.mutate(path.trim());
  };
  const choose = async (): Promise<void> => {
    const dir = await capabilities.chooseFolder?.();
    if (dir !== undefined) open.mutate(dir);
  };
  return (
    <section className="panel panel-pad stack-s" aria-label={text.title}>
      <h2>{text.title}</h2>
      <p className="sub">{text.text}</p>
      {capabilities.chooseFolder === undefined ? (
        <form
          className="input-row"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <TextField label={text.label} value={path} onChange={setPath} hint={text.hint} error={mistake} mono />
          <Button type="submit" busy={open.isPending}>
            {text.action}
          </Button>
        </form>
      ) : (
        <div>
          <Button onPress={() => void choose()}>{text.choose}</Button>
        </div>
      )}
      <FaultOf thrown={open.error} />
    </section>
  );
}

function problemWith(path: string): string | undefined {
  if (path === '') return text.empty;
  return isAbsolutePath(path) ? undefined : text.relative;
}
