import type { ReactElement } from 'react';
import type { StationAct, StationNode, StationSnapshot } from '../../../electron/contract/station.ts';
import { t } from '../../messages/en.ts';
import type { Tone } from '../../state/rack-model.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';

const text = t.station;

const tones: Readonly<Record<StationNode['state'], Tone>> = { waiting: 'idle', bound: 'run', done: 'ok', skipped: 'warn' };

interface QueuePanelProps {
  readonly station: StationSnapshot;
  readonly act: (what: StationAct) => void;
}

/** Every node of the queue, in its order; the one that is asked for is marked. */
export function QueuePanel({ station: { nodes, prompt }, act }: QueuePanelProps): ReactElement {
  const wanted = prompt.kind === 'insert' ? prompt.node : undefined;
  return (
    <section className="panel" aria-label={text.queue}>
      <div className="panel-head">
        <h2>{text.queue}</h2>
      </div>
      <ol className="queue">
        {nodes.map((node) => (
          <li key={node.node} {...(node.node === wanted ? { 'aria-current': 'step' as const } : {})}>
            <span className="strong grow">{node.node}</span>
            {node.doneBefore && node.state === 'done' ? <span className="sub">{text.doneBefore}</span> : null}
            <Chip tone={tones[node.state]}>{text.nodeState[node.state]}</Chip>
            <NodeAction node={node} act={act} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function NodeAction({
  node: { node, state },
  act,
}: { readonly node: StationNode } & Pick<QueuePanelProps, 'act'>): ReactElement | null {
  if (state === 'waiting')
    return (
      <Button size="small" variant="quiet" onPress={() => act({ type: 'skip', node })}>
        {text.skip(node)}
      </Button>
    );
  if (state === 'bound') return null;
  const [label, words] = state === 'done' ? [text.againLabel(node), text.again] : [text.backLabel(node), text.back];
  return (
    <Button size="small" variant="quiet" aria-label={label} onPress={() => act({ type: 'retry', node })}>
      {words}
    </Button>
  );
}
