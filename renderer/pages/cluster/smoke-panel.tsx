import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useStartRun } from '../../state/use-run.ts';
import { navigate } from '../../state/use-route.ts';
import { Button } from '../../ui/button.tsx';
import { StartFault } from '../kubernetes/start-fault.tsx';

const text = t.cluster.smoke;

/** Starts the smoke test; how it goes is shown where every run is. */
export function SmokePanel({ dir }: { readonly dir: string }): ReactElement {
  const start = useStartRun(dir);
  const begin = (takeLock: boolean): void =>
    start.mutate({ kind: 'smoke', takeLock }, { onSuccess: () => navigate({ page: 'kubernetes', dir }) });
  return (
    <section className="panel panel-pad stack-s" aria-label={text.title}>
      <h2>{text.title}</h2>
      <p className="sub">{text.lead}</p>
      <StartFault thrown={start.error} busy={start.isPending} onTake={() => begin(true)} />
      <div>
        <Button busy={start.isPending} onPress={() => begin(false)}>
          {text.start}
        </Button>
      </div>
    </section>
  );
}
