import { describe, expect, it } from 'vitest';
import type { NodeFacts } from '../../../../electron/contract/facts.ts';
import { factGroups } from '../../../../renderer/state/fact-groups.ts';
import { linesAbout } from '../../../../renderer/state/log-lines.ts';
import { pi4Facts } from '../../../fakes/facts-samples.ts';

const silent: NodeFacts = {
  fileSystems: [],
  time: {},
  interfaces: [],
  hostnameResolvesTo: [],
  modules: [],
  programs: [],
  leftovers: [],
  aptSources: [],
};

const rows = (facts: NodeFacts): Record<string, string> => Object.fromEntries(factGroups(facts).flatMap((group) => group.rows));

describe('the facts of a node for people', () => {
  it('are words in five groups', () => {
    expect(factGroups(pi4Facts).map(({ title }) => title)).toEqual([
      'Board',
      'System',
      'Storage',
      'Network',
      'Kubernetes and containers',
    ]);
    expect(rows(pi4Facts)).toMatchObject({
      Model: 'Raspberry Pi 4 Model B Rev 1.4 (c03114)',
      Memory: '4.1 GB',
      Temperature: '48.3 °C',
      'Power and heat': 'Since its start: too little voltage',
      System: 'HypriotOS 1.12.3 (Raspbian GNU/Linux 10 (buster))',
      Architecture: 'armhf, 32-bit kernel',
      'Control groups': 'v1: cpuset cpu pids',
      Swap: 'off',
      Clock: 'not in step · systemd-timesyncd · 180 s behind this computer',
      'Running for': '90 minutes',
      '/': '27 GB free of 31 GB · ext4, /dev/mmcblk0p2',
      eth0: '192.168.10.20/24 · dc:a6:32:12:34:56',
      'Way out': '192.168.10.1 on eth0',
      'IP forwarding': 'on',
      docker: '19.03.8',
      'Kernel modules': 'br_netfilter (loaded), overlay (available)',
    });
  });

  it('a node that says nothing has none: absent is not "no"', () => {
    expect(factGroups(silent)).toEqual([]);
  });

  it.each([
    [{ throttled: { now: ['throttled'], ever: ['throttled'] } }, 'Power and heat', 'Now: throttled'],
    [{ throttled: { now: [], ever: [] } }, 'Power and heat', 'No trouble since it was started'],
    [{ time: { synchronized: true, skewSeconds: 0.3 } }, 'Clock', 'in step · less than a second off'],
    [{ time: { skewSeconds: 94_608_000 } }, 'Clock', '94,608,000 s ahead of this computer'],
    [{ uptimeSeconds: 90_000 }, 'Running for', '25 hours'],
    [{ swap: [{ name: '/var/swap', bytes: 1e8, mechanism: 'dphys-swapfile' }] }, 'Swap', '/var/swap (100 MB)'],
  ] satisfies readonly (readonly [Partial<NodeFacts>, string, string])[])('%j: %s is %j', (part, name, expected) =>
    expect(rows({ ...silent, ...part })[name]).toBe(expected),
  );
});

describe('lines of the log about a node', () => {
  it('name it as a word of its own', () => {
    const log = ['{"node":"pi1","msg":"a"}', '{"node":"pi10"}', 'xpi1', 'pi1-spare, pi1', 'ssh to pi1: refused'].join('\n');
    expect(linesAbout(log, 'pi1')).toEqual(['{"node":"pi1","msg":"a"}', 'pi1-spare, pi1', 'ssh to pi1: refused']);
    expect(linesAbout('', 'pi1')).toEqual([]);
  });
});
