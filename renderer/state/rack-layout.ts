/** Where one node is drawn, in the units of the rack's view box. */
export interface UnitPlace {
  readonly y: number;
  readonly height: number;
  /** One line of text and no board, so that a large cluster fits. */
  readonly compact: boolean;
  /** SVG path of the cable from its port of the switch. */
  readonly wire: string;
}

export interface RackLayout {
  readonly width: number;
  readonly height: number;
  /** Left edge of each port of the switch. */
  readonly ports: readonly number[];
  readonly units: readonly UnitPlace[];
}

const width = 272;
const unitRight = 230;
const top = 66;
const roomy = { height: 74, gap: 14 };
const tight = { height: 30, gap: 6 };

/** Geometry of a rack of this many nodes: roomy to 6, then tight. Cables run in lanes at the right, none over another. */
export function rackLayout(nodes: number): RackLayout {
  const compact = nodes > 6;
  const { height, gap } = compact ? tight : roomy;
  const ports = portEdges(nodes);
  const lane = Math.min(5, 34 / Math.max(1, nodes));
  const units = Array.from({ length: nodes }, (_, index): UnitPlace => {
    const y = top + index * (height + gap);
    const port = (ports[index] ?? 0) + 3.5;
    const x = unitRight + 6 + (nodes - 1 - index) * lane;
    const turn = 46 + index * Math.min(3.5, 16 / Math.max(1, nodes));
    return { y, height, compact, wire: `M${r(port)} 27V${r(turn)}H${r(x)}V${r(y + height / 2)}H${r(unitRight)}` };
  });
  return { width, height: top + nodes * (height + gap), ports, units };
}

/** A switch with the next usual number of ports; more nodes than that draw no more ports. */
function portEdges(nodes: number): readonly number[] {
  const count = nodes <= 8 ? 8 : nodes <= 16 ? 16 : 24;
  const step = count === 8 ? 11 : count === 16 ? 7.6 : 5.2;
  const left = 228 - count * step;
  return Array.from({ length: Math.max(count, nodes) }, (_, index) => Math.min(left + index * step, 226));
}

const r = (value: number): string => String(Math.round(value * 10) / 10);
