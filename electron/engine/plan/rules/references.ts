import type { Finding, PlanPath } from '../../../contract/finding.ts';
import { parseAddress } from '../addresses.ts';
import { closest } from '../../../contract/closest.ts';
import { certificatesIn, isPem } from '../mirror-certificates.ts';
import { secretInUrl } from './images.ts';
import { error, quote, remove, set, warning, type Rule } from './rule.ts';

/** What the plan names elsewhere: mirrors, the NFS server, labels. */
export const referenceRules: Rule = (context) => [...mirrorFindings(context), ...nfsFindings(context), ...labelFindings(context)];

const mirrorFindings: Rule = ({ plan }) =>
  Object.entries(plan.mirrors).flatMap(([key, value]) => {
    const path = ['mirrors', key];
    if (key === 'ca') return authorityFindings(value, path);
    const url = /^https?:\/\//.test(value) && URL.canParse(value) ? new URL(value) : undefined;
    if (url !== undefined) return [...secretInUrl(url, path), ...(key === 'debian' ? oneArchive(url, path) : [])];
    if (key === 'registry' && /^[a-z0-9.-]+(:\d{1,5})?(\/.*)?$/i.test(value)) return [];
    return [
      error({
        code: 'mirror-invalid',
        path,
        message: `The mirror ${quote(value)} is no address.`,
        fix: 'Write one such as https://mirror.lan/.',
      }),
    ];
  });

/** The file that a path names is read when it is needed. */
function authorityFindings(text: string, path: PlanPath): readonly Finding[] {
  const isGood = isPem(text) ? certificatesIn(text) !== undefined : /^[^\p{Cc}]+$/u.test(text);
  if (isGood) return [];
  return [
    error({
      code: 'mirror-ca-invalid',
      path,
      message: 'The CA of the mirrors is no certificate in PEM form.',
      fix: 'Put the certificate there, without any private key, or the path of a file with it.',
    }),
  ];
}

/** `http://mirror.lan/debian` is one archive, and a Pi reads three. */
function oneArchive(url: URL, path: PlanPath): readonly Finding[] {
  if (!/\/(debian|raspbian|ubuntu(-ports)?)\/?$/.test(url.pathname) || /\.(org|com)\/[a-z-]+\/?$/.test(url.pathname)) return [];
  const base = new URL('./', url.href.replace(/\/$/, '')).href;
  return [
    warning({
      code: 'mirror-one-archive',
      path,
      message: 'This names one archive; a system reads several, which the mirror holds each under the name of its host.',
      fix: `Write ${base} and let it hold deb.debian.org/debian and so on, as apt-mirror and apt-cacher-ng do.`,
      edits: set(path, base),
    }),
  ];
}

const nfsFindings: Rule = ({ plan, nodes }) => {
  const nfs = plan.storage?.nfs;
  if (nfs === undefined) return [];
  return [
    ...nfsServer(
      nfs.server,
      nodes.map(({ node }) => node.name),
    ),
    ...nfsPaths(nfs),
  ];
};

/** A name with a dot may be any machine's; a bare name should be a node's. */
function nfsServer(server: string, names: readonly string[]): readonly Finding[] {
  const path = ['storage', 'nfs', 'server'];
  if (names.includes(server) || parseAddress(server) !== undefined || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(server)) return [];
  const meant = closest(server, names);
  return [
    error({
      code: 'nfs-server',
      path,
      message: `The NFS server ${quote(server)} is neither a node nor an address.`,
      fix: meant === undefined ? 'Name a node of the plan, or give an address.' : `Did you mean ${meant}?`,
      ...(meant !== undefined && { edits: set(path, meant) }),
    }),
  ];
}

function nfsPaths({ path, disk }: { readonly path: string; readonly disk?: string | undefined }): readonly Finding[] {
  const folder = /^\/[^\p{Cc}\s"'`$\\]+$/u.test(path)
    ? []
    : [
        error({
          code: 'nfs-path',
          path: ['storage', 'nfs', 'path'],
          message: `The NFS path ${quote(path)} is no plain absolute path.`,
          fix: 'Write one such as /srv/nfs.',
        }),
      ];
  const device =
    disk === undefined || /^\/dev\/[A-Za-z0-9/_.:-]+$/.test(disk)
      ? []
      : [
          error({
            code: 'nfs-disk',
            path: ['storage', 'nfs', 'disk'],
            message: `The disk ${quote(disk)} is no device.`,
            fix: 'Write one such as /dev/sda1.',
          }),
        ];
  return [...folder, ...device];
}

/** Kubernetes: `prefix/name`, each name of at most 63 letters, digits, `-`, `_` and `.` (apimachinery's validation). */
const labelName = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const labelKey = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)$/;

const labelFindings: Rule = ({ plan }) =>
  plan.nodes.flatMap(({ labels = {} }, index) =>
    Object.entries(labels)
      .filter(([key, value]) => !labelKey.test(key) || !(value === '' || labelName.test(value)))
      .map(([key, value]) =>
        error({
          code: 'label-invalid',
          path: ['nodes', index, 'labels', key],
          message: `The label ${quote(`${key}=${value}`)} is none that Kubernetes takes.`,
          fix: 'Use letters, digits, hyphens, dots and underscores.',
          edits: remove(['nodes', index, 'labels', key]),
        }),
      ),
  );
