import { describe, expect, it } from 'vitest';
import type { BurninReport } from '../../../../../electron/contract/burnin.ts';
import { reportPage } from '../../../../../electron/engine/fleet/burnin/report/report-page.ts';
import { burninSnapshot, firstState, reduce, type BurninEvent } from '../../../../../electron/engine/fleet/burnin/state.ts';

const nasty = '</style><script>alert(1)</script>"&';

const events: readonly BurninEvent[] = [
  { type: 'model', node: 'pi1', model: nasty },
  { type: 'part', part: 'disk' },
  {
    type: 'disk',
    node: 'pi1',
    result: {
      mount: nasty,
      device: '/dev/sda1',
      medium: 'ssd',
      tool: 'fio',
      fileBytes: 1,
      runs: [
        {
          pattern: 'random',
          op: 'write',
          blockSize: 4096,
          bytesPerSecond: 1e6,
          iops: 244,
          box: { min: 5e5, lower: 8e5, median: 1e6, upper: 1.1e6, max: 2e6 },
        },
      ],
      sync: { median: 2, p99: 12.3456, max: 99 },
    },
  },
  { type: 'sample', node: 'pi1', sample: { seconds: 1, temperature: 51 } },
  { type: 'sample', node: 'pi1', sample: { seconds: 2, temperature: 62 } },
  { type: 'stress', node: 'pi1', from: 0, result: { tool: 'sh', seconds: 2 } },
  { type: 'note', node: 'pi1', text: nasty },
  {
    type: 'pair',
    pair: { from: 'pi1', to: 'pi2', tool: 'nc', bytesPerSecond: 11.5e6, latency: { min: 0.1, mean: 0.2, max: 0.3 } },
  },
  { type: 'ended', state: 'done', at: '2026-11-24T10:10:00.000Z' },
];

function report(): BurninReport {
  const nodes = [
    { name: 'pi1', role: 'control-plane', board: 'pi4', entry: 0 },
    { name: 'pi2', role: 'worker', board: 'pi4', entry: 1 },
  ] as const;
  const order = { dir: '/p', seconds: 600, parts: ['disk', 'stress', 'network'] as ('disk' | 'stress' | 'network')[] };
  const first = firstState({ id: '2026', cluster: nasty, order, nodes, startedAt: '2026-11-24T10:00:00.000Z' });
  const { dir: _dir, revision: _revision, ...rest } = burninSnapshot(events.reduce(reduce, first));
  return { format: 'slipway-burnin/1', version: '0.1.0', ...rest };
}

describe('the report of a burn-in', () => {
  const page = reportPage(report());

  it('runs nothing and asks for nothing, whatever a node calls itself', () => {
    expect(page).not.toMatch(/<script|<img|<link|href=|src=|url\(|\son\w+=/i);
    expect(page).toContain("default-src 'none'");
    expect(page.match(/<style>/g)).toHaveLength(1);
    expect(page).toContain('&lt;script&gt;alert(1)');
  });

  it('holds the figures beside those of the founding document, box plots, temperatures and the network', () => {
    expect(page).toContain('<th scope="row">random write 4K</th><td>1.00</td><td>1.00</td><td>2.10</td>');
    expect(page).toContain('12.35 ms');
    expect(page).toContain('aria-label="Box plots in MB/s"');
    expect(page).toContain('aria-label="Temperature over time"');
    expect(page).toContain('11.5 MB/s, 0.20 ms');
  });

  it('says what is weak in a sentence', () => {
    expect(page).toContain('is slow: 1.0 MB/s random write, etcd needs ≥ 2.0 MB/s');
  });
});
