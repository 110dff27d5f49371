import { isMap, parseAllDocuments } from 'yaml';
import type { ReadyObject } from '../../../contract/component.ts';

/** The DaemonSets and Deployments of a manifest: it is healthy when all of them run. */
export function workloadsOf(manifest: string): readonly ReadyObject[] {
  return parseAllDocuments(manifest).flatMap((document): readonly ReadyObject[] => {
    if (!('contents' in document) || !isMap(document.contents)) return [];
    const kind = kinds.get(document.get('kind'));
    const [name, namespace] = ['name', 'namespace'].map((key) => document.getIn(['metadata', key]));
    if (kind === undefined || typeof name !== 'string') return [];
    return [{ kind, name, namespace: typeof namespace === 'string' ? namespace : 'default' }];
  });
}

const kinds = new Map<unknown, ReadyObject['kind']>([
  ['DaemonSet', 'daemonset'],
  ['Deployment', 'deployment'],
]);
