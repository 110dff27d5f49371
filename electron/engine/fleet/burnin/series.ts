import type { BurninSeries } from '../../../contract/burnin.ts';
import { throttleFlags, type ThrottleFlag } from '../../../contract/facts.ts';
import { decodeThrottled } from '../facts/throttled.ts';

/** What one second looked like on a node; absent values are not known. */
export interface Sample {
  /** Since the burn-in began, by the desktop's clock. */
  readonly seconds: number;
  /** Celsius. */
  readonly temperature?: number;
  /** MHz. */
  readonly clock?: number;
  readonly load?: number;
  /** What the firmware says of now. */
  readonly flags?: readonly ThrottleFlag[];
}

/** More are thinned by half, so that a day's burn-in takes no more memory than two hours. */
const mostKept = 7200;

/**
 * A line of the sampler script: `sample TEMPERATURE CLOCK THROTTLED LOAD`, each `-` where it is not known. Temperatures come in
 * millidegrees or as `temp=48.3'C`, clocks in kHz or as `frequency(48)=1500398464`. Undefined for any other line.
 */
export function parseSample(line: string, seconds: number): Sample | undefined {
  const [word, temperature = '-', clock = '-', throttled = '-', load = '-', more] = line.trim().split(' ');
  if (word !== 'sample' || more !== undefined) return undefined;
  const values = {
    temperature: inRange(celsius(temperature), -60, 200),
    clock: inRange(megahertz(clock), 1, 10_000),
    load: inRange(Number.parseFloat(load), 0, 100_000),
    flags: decodeThrottled(throttled)?.now,
  };
  return { seconds, ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) };
}

function celsius(text: string): number {
  const firmware = /^temp=(-?\d+(?:\.\d+)?)/.exec(text)?.[1];
  return firmware === undefined ? Number.parseFloat(text) / 1000 : Number.parseFloat(firmware);
}

function megahertz(text: string): number {
  const firmware = /^frequency\(\d+\)=(\d+)$/.exec(text)?.[1];
  return firmware === undefined ? Number.parseFloat(text) / 1000 : Number.parseFloat(firmware) / 1e6;
}

const inRange = (value: number, least: number, most: number): number | undefined =>
  value >= least && value <= most ? value : undefined;

/** The samples with one more. */
export const withSample = (samples: readonly Sample[], sample: Sample): readonly Sample[] =>
  samples.length < mostKept ? [...samples, sample] : [...thin(samples, mostKept / 2), sample];

/** At most `most` samples; of those that become one, the worst of each value stays: hottest, slowest, most loaded, every flag. */
export function thin(samples: readonly Sample[], most: number): readonly Sample[] {
  if (samples.length <= most) return samples;
  const size = Math.ceil(samples.length / most);
  const groups: (readonly Sample[])[] = [];
  for (let start = 0; start < samples.length; start += size) groups.push(samples.slice(start, start + size));
  return groups.map(worst);
}

function worst(group: readonly Sample[]): Sample {
  const column = (key: 'temperature' | 'clock' | 'load'): readonly number[] => group.flatMap((sample) => sample[key] ?? []);
  const flags = new Set(group.flatMap((sample) => sample.flags ?? []));
  const known = group.some((sample) => sample.flags !== undefined);
  const most = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : Math.max(...values));
  const values = {
    temperature: most(column('temperature')),
    clock: column('clock').length === 0 ? undefined : Math.min(...column('clock')),
    load: most(column('load')),
    flags: known ? throttleFlags.filter((flag) => flags.has(flag)) : undefined,
  };
  const seconds = group[0]?.seconds ?? 0;
  return { seconds, ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) };
}

/** Columns for a chart. */
export function seriesOf(samples: readonly Sample[], most: number): BurninSeries {
  const thinned = thin(samples, most);
  const flag = (wanted: readonly ThrottleFlag[]): readonly (number | null)[] =>
    thinned.map(({ flags }) => (flags === undefined ? null : flags.some((one) => wanted.includes(one)) ? 1 : 0));
  return {
    seconds: thinned.map(({ seconds }) => seconds),
    temperature: thinned.map(({ temperature }) => temperature ?? null),
    clock: thinned.map(({ clock }) => clock ?? null),
    load: thinned.map(({ load }) => load ?? null),
    underVoltage: flag(['under-voltage']),
    throttled: flag(['throttled', 'frequency-capped', 'soft-temperature-limit']),
  };
}
