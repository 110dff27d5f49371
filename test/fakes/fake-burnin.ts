/* eslint-disable @typescript-eslint/require-await -- memory answers at once, through the promises of the real services. */
import type { BurninService } from '../../electron/contract/burnin-service.ts';
import type { BurninRecord, BurninReport, BurninSnapshot } from '../../electron/contract/burnin.ts';
import { SlipwayError } from '../../electron/contract/errors.ts';
import { liveValue, type LiveValue } from './live-value.ts';

export interface FakeBurnin {
  readonly service: BurninService;
  /** The burn-in that `start` begins, `current` and `watch` show; a test sets it, first and as it goes on. */
  readonly live: LiveValue<BurninSnapshot | null>;
  readonly records: BurninRecord[];
  readonly reports: Map<string, BurninReport>;
  /** What the page asked for, oldest first: `start disk stress 60`, `stop`. */
  readonly asked: string[];
}

/** A burn-in in memory, moved by the test. */
export function fakeBurnin(): FakeBurnin {
  const live = liveValue<BurninSnapshot | null>(null);
  const records: BurninRecord[] = [];
  const reports = new Map<string, BurninReport>();
  const asked: string[] = [];
  const now = (): BurninSnapshot => {
    const snapshot = live.get();
    if (snapshot === null) throw new SlipwayError('fleet/no-burnin');
    return snapshot;
  };
  const reportOf = (id: string): BurninReport => {
    const report = reports.get(id);
    if (report === undefined) throw new SlipwayError('fleet/no-burnin', id);
    return report;
  };
  const service: BurninService = {
    start: async ({ parts, seconds, nodes = [] }) => {
      asked.push(['start', ...parts, String(seconds), ...nodes].join(' '));
      return now();
    },
    current: async () => live.get(),
    async *watch(_, signal) {
      for await (const snapshot of live.watch(signal)) {
        if (snapshot === null) throw new SlipwayError('fleet/no-burnin');
        yield snapshot;
        if (snapshot.state !== 'running') return;
      }
    },
    stop: async () => void asked.push('stop'),
    list: async () => [...records],
    report: async ({ id }) => reportOf(id),
    page: async ({ dir, id }) => ({
      html: `<!doctype html><title>${reportOf(id).cluster}</title>`,
      htmlPath: `${dir}/burnin/${id}.html`,
      jsonPath: `${dir}/burnin/${id}.json`,
    }),
  };
  return { service, live, records, reports, asked };
}
