import { isMap, isSeq, parseAllDocuments, type Document, type YAMLMap } from 'yaml';
import { SlipwayError } from '../../../contract/errors.ts';

/** What a pod network is told about this cluster. */
export interface CniSettings {
  readonly podCidr: string;
  /** An address that every node reaches over the wire the pods shall use: with Wi-Fi and cable up, a network left alone may guess the other (flannel#1406). */
  readonly reaches: string;
}

/** Networks that come as a manifest. */
export type ManifestCni = 'flannel' | 'calico' | 'kube-router' | 'manifest';

/**
 * A published manifest with the settings of this cluster put in; documents that need none stay as they are, byte for byte.
 * Errors: `kubernetes/unsupported` when the manifest is not built as its version was when it was pinned.
 */
export function cniManifest(cni: ManifestCni, manifest: string, settings: CniSettings): string {
  switch (cni) {
    case 'flannel':
      return edited(manifest, [flannelNetwork(settings), flannelInterface(settings)]);
    case 'calico':
      return edited(manifest, [calicoNode(settings)]);
    case 'kube-router':
      // It takes each node's range from Kubernetes, and its manifest names none.
      return manifest;
    case 'manifest':
      return manifest;
  }
}

/** A change to the one document that it is about; gives whether this was the one. */
type Edit = (document: Document) => boolean;

function edited(manifest: string, edits: readonly Edit[]): string {
  const open = new Set(edits);
  const texts = splitDocuments(manifest).map((text) => {
    if (open.size === 0 || !mayConcern(text)) return text;
    const [document] = parseAllDocuments(text);
    if (document === undefined || !('contents' in document)) return text;
    const done = [...open].filter((edit) => edit(document));
    for (const edit of done) open.delete(edit);
    return done.length === 0 ? text : `---\n${document.toString({ lineWidth: 0, directives: false })}`;
  });
  if (open.size > 0)
    throw new SlipwayError('kubernetes/unsupported', 'The manifest of the pod network is not built as expected.');
  return texts.join('');
}

/** Parsing the definitions of Calico, which are megabytes, only to look at their kind would take a second. */
const mayConcern = (text: string): boolean => /^kind:\s*(ConfigMap|DaemonSet)\s*$/m.test(text);

/** Each document with the `---` before it. */
function splitDocuments(manifest: string): readonly string[] {
  return manifest.split(/^(?=---[ \t]*(?:#.*)?$)/m);
}

const isObject = (document: Document, kind: string, name: string): boolean =>
  document.get('kind') === kind && document.getIn(['metadata', 'name']) === name;

/** The pod range in flannel's configuration, which is JSON inside a ConfigMap (flannel, Documentation/configuration.md). */
const flannelNetwork =
  ({ podCidr }: CniSettings): Edit =>
  (document) => {
    const path = ['data', 'net-conf.json'];
    const text = document.getIn(path);
    if (!isObject(document, 'ConfigMap', 'kube-flannel-cfg') || typeof text !== 'string') return false;
    const configuration: unknown = JSON.parse(text);
    if (typeof configuration !== 'object' || configuration === null) return false;
    document.setIn(path, `${JSON.stringify({ ...configuration, Network: podCidr }, undefined, 2)}\n`);
    return true;
  };

const flannelInterface =
  ({ reaches }: CniSettings): Edit =>
  (document) => {
    const container = isObject(document, 'DaemonSet', 'kube-flannel-ds') ? containerOf(document, 'kube-flannel') : undefined;
    const args = container?.get('args');
    if (container === undefined || !isSeq(args)) return false;
    args.add(`--iface-can-reach=${reaches}`);
    return true;
  };

/** Without the range Calico takes 192.168.0.0/16, which is most people's own network; without a method it takes the first interface. */
const calicoNode =
  ({ podCidr, reaches }: CniSettings): Edit =>
  (document) => {
    const container = isObject(document, 'DaemonSet', 'calico-node') ? containerOf(document, 'calico-node') : undefined;
    const env = container?.get('env');
    if (!isSeq(env)) return false;
    env.add(document.createNode({ name: 'CALICO_IPV4POOL_CIDR', value: podCidr }));
    env.add(document.createNode({ name: 'IP_AUTODETECTION_METHOD', value: `can-reach=${reaches}` }));
    return true;
  };

function containerOf(document: Document, name: string): YAMLMap | undefined {
  const containers = document.getIn(['spec', 'template', 'spec', 'containers']);
  const found = isSeq(containers) ? containers.items.find((item) => isMap(item) && item.get('name') === name) : undefined;
  return isMap(found) ? found : undefined;
}
