import type { Finding } from '../../../contract/finding.ts';
import { compatFindings } from '../compat.ts';
import { chooseTrack, type TrackChoice } from '../track.ts';
import { compareVersions, parseVersion } from '../versions.ts';
import { advice, error, quote, set, warning, type CheckContext, type Rule } from './rule.ts';

/** Whether the Kubernetes asked for goes with boards, images and network, by the rules of compat.yaml. */
export const kubernetesRules: Rule = (context) => {
  const { plan, nodes, knowledge } = context;
  const choice = chooseTrack({ kubernetes: plan.kubernetes, nodes, compat: knowledge.compat });
  return [
    ...versionFindings(context, choice),
    ...trackAdvice(context, choice),
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
