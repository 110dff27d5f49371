import { memo, useDeferredValue, useMemo, useState, type ReactElement } from 'react';
import type { FleetNode } from '../../../electron/contract/fleet.ts';
import { t } from '../../messages/en.ts';
import { addressOf, waysOf } from '../../state/fleet.ts';
import { toneOf } from '../../state/rack-model.ts';
import { formatRoute } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { FaultText } from '../../ui/fault.tsx';
import { Prose } from '../../ui/prose.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { StateGlyph } from '../../ui/state-glyph.tsx';

const text = t.boot;

interface NodesPanelProps {
  readonly dir: string;
  readonly nodes: readonly FleetNode[];
  readonly forget: (node: string) => void;
}

/** With more nodes than this one looks for one by typing. */
const maxAtAGlance = 12;

/** Every node of the plan, in its order; of many, those that were looked for. */
export function NodesPanel({ dir, nodes, forget }: NodesPanelProps): ReactElement {
  const [words, setWords] = useState('');
  // What is typed is shown at once; the rows may come a moment later.
  const wanted = useDeferredValue(words);
  const shown = useMemo(() => nodes.filter((node) => hasWords(node, wanted)), [nodes, wanted]);
  return (
    <section className="panel" aria-label={text.nodes}>
      {nodes.length > maxAtAGlance ? (
        <div className="panel-pad fleet-find">
          <SearchField label={text.find} hint={text.findHint} value={words} onChange={setWords} />
          <p className="sub" role="status">
            {wanted === '' ? '' : text.foundOf(shown.length, nodes.length)}
          </p>
        </div>
      ) : null}
      <Rows dir={dir} nodes={shown} forget={forget} />
      {shown.length === 0 && wanted !== '' ? <p className="panel-pad sub">{text.noneFound(wanted)}</p> : null}
    </section>
  );
}

const Rows = memo(function Rows({ dir, nodes, forget }: NodesPanelProps): ReactElement {
  return (
    <ul>
      {nodes.map((node) => (
        <NodeRow key={node.node} dir={dir} node={node} forget={forget} />
      ))}
    </ul>
  );
});

const hasWords = (node: FleetNode, words: string): boolean =>
  [node.node, addressOf(node) ?? '', text.state[node.state.kind]].some((part) =>
    part.toLowerCase().includes(words.trim().toLowerCase()),
  );

interface NodeRowProps {
  readonly dir: string;
  readonly node: FleetNode;
  readonly forget: (node: string) => void;
}

/** Drawn anew only when its node changed: of 256 nodes one or two do at a time. */
const NodeRow = memo(function NodeRow({ dir, node, forget }: NodeRowProps): ReactElement {
  const { state, says } = node;
  const tone = state.kind === 'found' && state.login !== undefined ? 'warn' : toneOf(state.kind);
  return (
    <li className="fleet-row">
      <StateGlyph tone={tone} />
      <div className="fleet-name">
        <a className="strong" href={formatRoute({ page: 'node', dir, node: node.node })}>
          {node.node}
        </a>
        <p className="sub mono">{addressOf(node) ?? text.noAddress}</p>
      </div>
      <div className="stack-s">
        <p className="wrap-anywhere">{says.text}</p>
        {state.kind === 'found' && state.login !== undefined ? (
          <div className="sub">
            <FaultText error={state.login} />
          </div>
        ) : null}
        <Tries node={node} />
        <Found node={node} forget={forget} />
      </div>
      <div className="fleet-end">
        <Chip tone={tone}>{text.state[state.kind]}</Chip>
      </div>
    </li>
  );
});

function Tries({ node: { node, says } }: { readonly node: FleetNode }): ReactElement | null {
  if (says.tries.length === 0) return null;
  return (
    <ul className="tries" aria-label={text.tries(node)}>
      {says.tries.map((step) => (
        <li key={step}>
          <Prose text={step} />
        </li>
      ))}
    </ul>
  );
}

function Found({ node, forget }: Pick<NodeRowProps, 'node' | 'forget'>): ReactElement | null {
  const ways = waysOf(node);
  if (ways.length === 0) return null;
  return (
    <Disclosure summary={<span className="sub">{text.foundBy(ways.map((way) => text.how[way]))}</span>}>
      <ul className="stack-s" aria-label={text.detailsOf(node.node)}>
        {node.sightings.map((sighting) => (
          <li key={`${sighting.how} ${sighting.address}`} className="sub wrap-anywhere">
            {text.sighting(sighting, text.how[sighting.how])}
          </li>
        ))}
        <li className="sub wrap-anywhere">
          {text.fingerprint}: <span className="mono">{node.fingerprint ?? text.noFingerprint}</span>
        </li>
        <li>
          <Button size="small" variant="quiet" aria-label={text.forgetNode(node.node)} onPress={() => forget(node.node)}>
            {text.forget}
          </Button>
        </li>
      </ul>
    </Disclosure>
  );
}
