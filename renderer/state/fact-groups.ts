import type { NodeFacts } from '../../electron/contract/facts.ts';
import { t } from '../messages/en.ts';
import { bytes } from '../messages/format.ts';

const text = t.node.facts;

export interface FactGroup {
  readonly title: string;
  /** Name and value; what a node does not say is left out. */
  readonly rows: readonly (readonly [string, string])[];
}

type Row = readonly [string, string | undefined];

/** The facts of a node for people, in groups; absent facts leave no row, and a group without rows is left out. */
export function factGroups(facts: NodeFacts): readonly FactGroup[] {
  const groups: readonly (readonly [string, readonly Row[]])[] = [
    [text.groups.board, boardRows(facts)],
    [text.groups.system, systemRows(facts)],
    [text.groups.storage, storageRows(facts)],
    [text.groups.network, networkRows(facts)],
    [text.groups.kubernetes, kubernetesRows(facts)],
  ];
  return groups
    .map(([title, rows]) => ({
      title,
      rows: rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    }))
    .filter(({ rows }) => rows.length > 0);
}

const listed = (values: readonly string[]): string | undefined => (values.length === 0 ? undefined : values.join(', '));
const given = <T>(value: T | undefined, say: (value: T) => string): string | undefined =>
  value === undefined ? undefined : say(value);

function boardRows({ model, revision, memoryBytes, cores, temperature, throttled }: NodeFacts): readonly Row[] {
  return [
    [text.model, given(model, (name) => (revision === undefined ? name : text.revision(name, revision)))],
    [text.memory, given(memoryBytes, bytes)],
    [text.cores, given(cores, String)],
    [text.temperature, given(temperature, text.celsius)],
    [
      text.power,
      given(throttled, ({ now, ever }) => {
        if (now.length > 0) return text.throttledNow(now.map((flag) => text.flag[flag]));
        return ever.length === 0 ? text.powerGood : text.throttledEver(ever.map((flag) => text.flag[flag]));
      }),
    ],
  ];
}

function systemRows(facts: NodeFacts): readonly Row[] {
  const { os, kernel, architecture, kernelBits, pageSize, cgroup, swap, time, uptimeSeconds, load, hostname, machineId } = facts;
  return [
    [text.os, given(os, ({ pretty, hypriot }) => (hypriot === undefined ? pretty : text.hypriot(pretty, hypriot)))],
    [text.architecture, given(architecture, (name) => (kernelBits === undefined ? name : text.bits(name, kernelBits)))],
    [text.kernel, given(kernel, (name) => (pageSize === undefined ? name : text.pages(name, bytes(pageSize))))],
    [text.cgroup, given(cgroup, ({ version, controllers }) => `v${String(version)}: ${controllers.join(' ')}`)],
    [text.swap, given(swap, (areas) => listed(areas.map(({ name, bytes: size }) => `${name} (${bytes(size)})`)) ?? text.off)],
    [text.clock, clockText(time)],
    [text.uptime, given(uptimeSeconds, text.uptimeText)],
    [text.load, given(load, (value) => value.toFixed(2))],
    [text.hostname, hostname],
    [text.machineId, machineId],
  ];
}

function clockText({ synchronized, service, skewSeconds }: NodeFacts['time']): string | undefined {
  const parts = [
    ...(synchronized === undefined ? [] : [synchronized ? text.synchronized : text.notSynchronized]),
    ...(service === undefined ? [] : [service]),
    ...(skewSeconds === undefined ? [] : [text.skew(skewSeconds)]),
  ];
  return parts.length === 0 ? undefined : parts.join(' · ');
}

const storageRows = ({ fileSystems, root }: NodeFacts): readonly Row[] => [
  ...fileSystems.map(({ mount, device, type, bytes: size, freeBytes, readOnly }): Row => [
    mount,
    [text.free(bytes(freeBytes), bytes(size)), `${type}, ${device}`, ...(readOnly ? [text.readOnly] : [])].join(' · '),
  ]),
  [text.unused, given(root?.unusedBytes, bytes)],
];

function networkRows({ interfaces, defaultRoute, dns, hostnameResolvesTo, ipForward, iptables }: NodeFacts): readonly Row[] {
  return [
    ...interfaces.map(({ name, mac, addresses }): Row => [name, [...addresses, mac].join(' · ')]),
    [text.route, given(defaultRoute, ({ gateway, interface: name }) => text.via(gateway, name))],
    [text.dns, given(dns, ({ servers }) => listed(servers) ?? text.none)],
    [text.search, listed(dns?.search ?? [])],
    [text.ownName, listed(hostnameResolvesTo)],
    [text.forward, given(ipForward, (on) => (on ? text.on : text.off))],
    [text.iptables, iptables],
  ];
}

function kubernetesRows({ programs, modules, leftovers, portsTaken, cloudInit }: NodeFacts): readonly Row[] {
  return [
    ...programs.map(({ name, version }): Row => [name, version]),
    [text.modules, listed(modules.map(({ name, state }) => `${name} (${text.module[state]})`))],
    [text.leftovers, listed(leftovers)],
    [text.ports, listed((portsTaken ?? []).map(String))],
    [text.cloudInit, cloudInit],
  ];
}
