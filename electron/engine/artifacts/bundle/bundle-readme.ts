import type { BundleIndex } from './bundle-index.ts';

/** What a person who finds the folder should know. */
export function readmeText({ cluster, track, version, madeAt, gaps, files, images }: BundleIndex): string {
  const lines = [
    `Everything that the cluster "${cluster}" needs where there is no internet: Kubernetes ${version} (${track}).`,
    `Made by Slipway at ${madeAt}: ${files.length} files, ${images.length} container images.`,
    '',
    'Check it:   sha256sum -c SHA256SUMS      (or: slipway mirror FOLDER --check)',
    'Use it:     slipway mirror FOLDER        serves it to the nodes, and prints the `mirrors:` lines for cluster.yaml',
    '',
    "Not in it: Debian's own packages (containerd and what it needs). Give `mirrors.debian` a Debian mirror for those.",
    ...gaps.map((gap) => `Not in it: ${gap}`),
  ];
  return `${lines.join('\n')}\n`;
}
