import { useState, type ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useProject } from '../../state/queries.ts';
import { useStartRun } from '../../state/use-run.ts';
import { navigate } from '../../state/use-route.ts';
import { Button } from '../../ui/button.tsx';
import { Modal } from '../../ui/modal.tsx';
import { Prose } from '../../ui/prose.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { StartFault } from '../kubernetes/start-fault.tsx';

const text = t.cluster.down;

/** The end of a cluster: says what is lost and what is kept, and wants its name typed. */
export function DownPanel({ dir }: { readonly dir: string }): ReactElement {
  const { data: project } = useProject(dir);
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const start = useStartRun(dir);
  const name = project?.plan?.name ?? '';
  const close = (): void => {
    setAsking(false);
    // Who comes back later types the name again.
    setTyped('');
    start.reset();
  };
  const begin = (takeLock: boolean): void =>
    start.mutate(
      { kind: 'down', parameters: { confirm: typed }, takeLock },
      { onSuccess: () => navigate({ page: 'kubernetes', dir }) },
    );
  return (
    <section className="panel panel-pad stack-s" aria-label={text.title}>
      <h2>{text.title}</h2>
      <p className="sub">{text.lead}</p>
      <div>
        <Button variant="danger" isDisabled={name === ''} onPress={() => setAsking(true)}>
          {text.start}
        </Button>
      </div>
      <Modal title={text.question(name)} open={asking} onClose={close} alert>
        <p className="strong">{text.lost}</p>
        <p>
          <Prose text={text.backup} />
        </p>
        <StartFault thrown={start.error} busy={start.isPending} onTake={() => begin(true)} />
        <TextField
          label={text.typed(name)}
          value={typed}
          onChange={setTyped}
          mono
          error={typed === '' || name.startsWith(typed) ? undefined : text.mismatch(name)}
        />
        <div className="dialog-actions">
          <Button autoFocus onPress={close}>
            {text.keep}
          </Button>
          <Button variant="danger" isDisabled={typed !== name} busy={start.isPending} onPress={() => begin(false)}>
            {text.confirm(project?.plan?.nodes.length ?? 0)}
          </Button>
        </div>
      </Modal>
    </section>
  );
}
