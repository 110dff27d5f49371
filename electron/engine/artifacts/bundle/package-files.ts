import { createHash } from 'node:crypto';
import { SlipwayError } from '../../../contract/errors.ts';
import { fetchBytes } from '../../images/download/fetch-text.ts';
import { mirroredFile } from '../mirrors.ts';
import type { BundleItem } from './bundle-content.ts';
import type { BundledFile } from './bundle-index.ts';
import { choosePackages, parsePackageIndex } from './package-index.ts';
import type { BundleOrder, WantedFile } from './bundle-order.ts';

type PackagesItem = Extract<BundleItem, { kind: 'packages' }>;
type Bring = (file: WantedFile) => Promise<BundledFile>;

/** What apt reads of a repository without folders before it takes a package: the index, and who signed for it. */
const repositoryFiles = ['InRelease', 'Release', 'Release.gpg', 'Release.key', 'Packages', 'Packages.gz'];
const maxIndexBytes = 64 * 1024 ** 2;

/**
 * The packages of a repository and the files that apt checks them by, signatures untouched. apt on the node verifies the
 * signature; here the hashes guard against a damaged download only. Errors: `artifact/not-found`, those of `bring`.
 */
export async function packageFiles(order: BundleOrder, item: PackagesItem, bring: Bring): Promise<readonly BundledFile[]> {
  const files: BundledFile[] = [];
  let index = '';
  for (const name of repositoryFiles) {
    const url = `${item.repository}${name}`;
    const bytes = await fetchBytes(mirroredFile(url, order.mirrors), { ...order, maxBytes: maxIndexBytes });
    if (bytes === undefined) continue;
    if (name === 'Packages') index = bytes.toString('utf8');
    files.push(await bring({ area: 'kubernetes', url, sha256: createHash('sha256').update(bytes).digest('hex') }));
  }
  const wanted = choosePackages(parsePackageIndex(index), {
    names: item.packages,
    architectures: order.architectures,
    version: item.version,
  });
  if (!wanted.some(({ name }) => name === 'kubeadm')) {
    throw new SlipwayError('artifact/not-found', `${item.repository} has no kubeadm ${item.version}.`);
  }
  for (const { path, sha256 } of wanted)
    files.push(await bring({ area: 'kubernetes', url: `${item.repository}${path}`, sha256 }));
  return files;
}
