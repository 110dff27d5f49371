import type { Finding } from '../../../contract/finding.ts';
import { compatFindings } from '../compat.ts';
import { chooseTrack, type TrackChoice } from '../track.ts';
import { secretInUrl } from './images.ts';
import { compareVersions, parseVersion } from '../versions.ts';
import { advice, error, quote, set, warning, type CheckContext, type Rule } from './rule.ts';

/** Whether the Kubernetes asked for goes with boards, images and network, by the rules of compat.yaml. */
export const kubernetesRules: Rule = (context) => {
  const { plan, nodes, knowledge } = context;
  const choice = chooseTrack({ kubernetes: plan.kubernetes, nodes, compat: knowledge.compat });
  return [
    ...versionFindings(context, choice),
    ...trackAdvice(context, choice),
    ...ownManifestFindings(context),
    ...compatFindings(knowledge.compat, { plan, nodes, choice }),
  ];
};

const path = ['kubernetes', 'version'];

function versionFindings({ plan, knowledge }: CheckContext, { track, version }: TrackChoice): readonly Finding[] {
  const asked = plan.kubernetes.version;
  if (asked === 'auto') return [];
  const { oldest, newest } = knowledge.compat.tracks[track];
  if (parseVersion(asked) === undefined)
    return [
      error({
        code: 'kubernetes-version',
        path,
        message: `${quote(asked)} is no Kubernetes version.`,
        fix: `Write auto, or a version such as ${newest}.`,
        edits: set(path, 'auto'),
      }),
    ];
  if (compareVersions(version, oldest) >= 0 && compareVersions(version, newest) <= 0) return [];
  return [
    warning({
      code: 'kubernetes-version-range',
      path,
      message: `Slipway knows ${track} from ${oldest} to ${newest}, not ${asked}.`,
      fix: 'Use auto unless you need this very version.',
      edits: set(path, 'auto'),
    }),
  ];
}

function trackAdvice({ nodes, knowledge }: CheckContext, { track, version, chosenBy }: TrackChoice): readonly Finding[] {
  if (chosenBy === 'plan' || track === 'kubeadm' || nodes.length === 0) return [];
  const { reason, source } = knowledge.compat.tracks[track];
  const found = advice({
    code: 'kubernetes-track',
    path: ['kubernetes', 'track'],
    message: `Kubernetes ${version} will be installed as ${track}: ${reason}.`,
    fix: 'Leave it, or choose a track yourself.',
  });
  return [{ ...found, source }];
}

/** `cni: manifest` and the manifest belong together. */
function ownManifestFindings({ plan }: CheckContext): readonly Finding[] {
  const { cni, manifest } = plan.kubernetes;
  const at = ['kubernetes', 'manifest'];
  if (cni === 'manifest' && manifest === undefined)
    return [
      error({
        code: 'cni-manifest-missing',
        path: ['kubernetes', 'cni'],
        message: 'The plan says that the pod network comes from a manifest, and names none.',
        fix: 'Write `manifest: { url: https://…, sha256: … }` under `kubernetes`, or choose a network that Slipway knows.',
        edits: set(['kubernetes', 'cni'], 'flannel'),
      }),
    ];
  if (manifest === undefined) return [];
  if (cni !== 'manifest')
    return [
      warning({
        code: 'cni-manifest-unused',
        path: at,
        message: `The pod network is ${cni}, so this manifest is not used.`,
        fix: 'Write `cni: manifest`, or take the manifest out.',
        edits: set(['kubernetes', 'cni'], 'manifest'),
      }),
    ];
  if (/^https?:\/\//.test(manifest.url) && URL.canParse(manifest.url)) return secretInUrl(new URL(manifest.url), [...at, 'url']);
  return [
    error({
      code: 'cni-manifest-url',
      path: [...at, 'url'],
      message: `The manifest ${quote(manifest.url)} is no address.`,
      fix: 'Write one such as https://raw.githubusercontent.com/…/v1.2.3/network.yaml.',
    }),
  ];
}
