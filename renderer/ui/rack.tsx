import { memo, useMemo, type ReactElement } from 'react';
import { t } from '../messages/en.ts';
import { percent } from '../messages/format.ts';
import { rackLayout, type UnitPlace } from '../state/rack-layout.ts';
import { fleetTally, hasCard, isSameNode, writtenCount, type RackNode, type Tone } from '../state/rack-model.ts';
import { glyphOf } from './state-glyph.tsx';
import './rack.css';

interface RackProps {
  readonly name: string;
  readonly nodes: readonly RackNode[];
  /** Name of a board by its id. */
  readonly boardName: (id: string) => string;
}

const ghosts = 3;

/** The cluster as it will stand on the shelf, filling in as cards are written. The list says the same in words. */
export function Rack({ name, nodes, boardName }: RackProps): ReactElement {
  const count = nodes.length === 0 ? ghosts : nodes.length;
  const layout = useMemo(() => rackLayout(count), [count]);
  return (
    <>
      <div className="rack-head">
        <h2>{name}</h2>
        <p className="sub">{summaryOf(nodes)}</p>
      </div>
      <svg className="rack-svg" viewBox={`0 0 ${String(layout.width)} ${String(layout.height)}`} aria-hidden="true">
        <Switch nodes={nodes} ports={layout.ports} />
        {nodes.length === 0 ? <Ghosts /> : null}
        {layout.units.map((place, index) => {
          const node = nodes[index];
          return node === undefined ? null : <Unit key={node.name} node={node} place={place} board={boardName(node.board)} />;
        })}
      </svg>
      <ul className="visually-hidden" aria-label={t.shell.rack.listLabel}>
        {nodes.map((node) => (
          <Said key={node.name} node={node} board={boardName(node.board)} />
        ))}
      </ul>
    </>
  );
}

function summaryOf(nodes: readonly RackNode[]): string {
  const { rack } = t.shell;
  if (nodes.length === 0) return rack.empty;
  const tally = fleetTally(nodes);
  return tally === undefined ? rack.summary(writtenCount(nodes), nodes.length) : rack.up(tally, nodes.length);
}

interface SaidProps {
  readonly node: RackNode;
  readonly board: string;
}

const Said = memo(function Said({ node: { name, role, state, fraction }, board }: SaidProps): ReactElement {
  const { rack } = t.shell;
  const words = fraction === undefined ? rack.state[state] : `${rack.state[state]}, ${percent(fraction)}`;
  return <li>{rack.item({ name, role: rack.role[role], board, state: words })}</li>;
}, saysSame);

/** Drawn anew only when something about its node changed: of 256 nodes a few do at a time. */
function saysSame(before: SaidProps, now: SaidProps): boolean {
  return before.board === now.board && isSameNode(before.node, now.node);
}

function Switch({ nodes, ports }: { readonly nodes: readonly RackNode[]; readonly ports: readonly number[] }): ReactElement {
  return (
    <g>
      <rect className="rack-switch" x="14" y="4" width="222" height="36" rx="7" />
      <text className="rack-small" x="26" y="26">
        {t.shell.rack.switch(ports.length)}
      </text>
      {ports.map((x, index) => (
        <rect
          key={index}
          className={`rack-port fill-${nodes[index]?.tone ?? 'idle'}`}
          x={x}
          y="16"
          width="7"
          height="11"
          rx="1.5"
        />
      ))}
    </g>
  );
}

/** Outlines of what will stand there, before there is a plan. */
function Ghosts(): ReactElement {
  return (
    <g>
      {rackLayout(ghosts).units.map(({ y, height, wire }) => (
        <g key={y}>
          <path className="rack-wire stroke-idle" d={wire} />
          <rect className="rack-ghost" x="4" y={y} width="226" height={height} rx="10" />
          <rect className="rack-ghost" x="14" y={y + 12} width="46" height="50" rx="5" />
        </g>
      ))}
    </g>
  );
}

interface UnitProps extends SaidProps {
  readonly place: UnitPlace;
}

const Unit = memo(
  function Unit({ node, place, board }: UnitProps): ReactElement {
    const { y, height, compact } = place;
    const { rack } = t.shell;
    const text = compact ? 16 : 72;
    return (
      <g>
        <path className={`rack-wire stroke-${node.tone}`} d={place.wire} />
        <rect className={compact ? 'rack-unit' : 'rack-unit rack-lifted'} x="4" y={y} width="226" height={height} rx="10" />
        {compact ? null : <Board y={y + 11} card={hasCard(node)} tone={node.tone} />}
        <text className="rack-name" x={text} y={y + (compact ? 18 : 25)}>
          {shortened(node.name)}
        </text>
        {compact ? null : (
          <text className="rack-small" x={text} y={y + 42}>
            {`${rack.role[node.role]} · ${board}`}
          </text>
        )}
        <text
          className={`rack-state ink-${node.tone}`}
          x={compact ? 220 : text}
          y={y + (compact ? 18 : 60)}
          textAnchor={compact ? 'end' : 'start'}
        >
          {`${glyphOf(node.tone)} ${rack.state[node.state]}`}
          {node.fraction === undefined || compact ? '' : ` · ${percent(node.fraction)}`}
        </text>
        {node.fraction === undefined ? null : <Track y={y + height - 7} fraction={node.fraction} tone={node.tone} />}
      </g>
    );
  },
  (before, now) => before.place === now.place && saysSame(before, now),
);

function Track({ y, fraction, tone }: { readonly y: number; readonly fraction: number; readonly tone: Tone }): ReactElement {
  return (
    <>
      <rect className="rack-track" x="14" y={y} width="206" height="3" rx="1.5" />
      <rect className={`rack-progress fill-${tone}`} x="14" y={y} width={206 * fraction} height="3" rx="1.5" />
    </>
  );
}

/** A Pi seen from above: pins, processor, sockets, and the slot in which the card appears once it is written. */
function Board({ y, card, tone }: { readonly y: number; readonly card: boolean; readonly tone: Tone }): ReactElement {
  return (
    <g>
      {card ? (
        <g className="rack-card">
          <rect x="28" y={y + 41} width="16" height="17" rx="2" />
          <path className="rack-card-line" d={`M32 ${String(y + 53)}v3M36 ${String(y + 53)}v3M40 ${String(y + 53)}v3`} />
        </g>
      ) : (
        <rect className="rack-slot" x="28" y={y + 44} width="16" height="12" rx="2" />
      )}
      <rect className="rack-board" x="14" y={y} width="46" height="50" rx="5" />
      <path className="rack-pin" d={`M18 ${String(y + 4)}h26v3h-26z`} />
      <rect className="rack-chip" x="22" y={y + 16} width="15" height="15" rx="2" />
      <rect className="rack-metal" x="50" y={y + 6} width="13" height="11" rx="1.5" />
      <rect className="rack-metal" x="50" y={y + 20} width="13" height="11" rx="1.5" />
      <rect className="rack-metal" x="50" y={y + 34} width="13" height="10" rx="1.5" />
      <circle className={`rack-led ink-${tone} led-${tone}`} cx="20" cy={y + 42} r="2.4" />
    </g>
  );
}

const shortened = (name: string): string => (name.length > 20 ? `${name.slice(0, 19)}…` : name);
