import type { ThrottleFlag } from '../../../../contract/facts.ts';
import { advice, type Found, type Rule } from './rule.ts';

const mebibyte = 1024 * 1024;
/** A board of 1 GB shows 906 to 948 MiB; what is below is a board of 512 MB or less. */
const oneGigabyte = 850 * mebibyte;
/** What kubeadm asks of a control plane. */
const kubeadmMemory = 1700 * mebibyte;

const kubeadmSource = 'kubernetes.io/docs/setup/production-environment/tools/kubeadm/install-kubeadm';

export const memory: Rule = ({ node, facts: { memoryBytes } }) => {
  if (memoryBytes === undefined || memoryBytes >= kubeadmMemory) return [];
  const has = `${Math.round(memoryBytes / mebibyte)} MiB`;
  const leads = node.role === 'control-plane';
  if (memoryBytes < oneGigabyte)
    return [
      {
        code: 'memory-too-small',
        severity: leads ? 'error' : 'warning',
        message: `The board has ${has} of memory.`,
        why: leads
          ? 'The API server alone takes 320 MiB before anything runs, and etcd another 50.'
          : 'kubelet, the runtime and the network leave nothing for pods.',
        source: kubeadmSource,
        fix: advice(leads ? 'Give the control plane to a board with 2 GB or more.' : 'Use a board with 1 GB or more.'),
      },
    ];
  return leads
    ? [
        {
          code: 'memory-tight',
          severity: 'warning',
          message: `The control plane has ${has} of memory; kubeadm asks for 1700 MiB.`,
          why: 'It runs, slowly, and the API server may be killed for want of memory.',
          source: kubeadmSource,
          fix: advice('Give the control plane to the board with the most memory.'),
        },
      ]
    : [];
};

export const cores: Rule = ({ node, facts: { cores: count } }) =>
  count === undefined || count >= 2 || node.role !== 'control-plane'
    ? []
    : [
        {
          code: 'one-core',
          severity: 'error',
          message: 'The control plane has one processor core; kubeadm asks for two.',
          source: kubeadmSource,
          fix: advice('Give the control plane to a board with four cores.'),
        },
      ];

/** By flag: what the firmware means, and what helps. */
const power: Readonly<Record<ThrottleFlag, { readonly what: string; readonly why: string; readonly fix: string }>> = {
  'under-voltage': {
    what: 'the supply voltage was below 4.63 V',
    why: 'Cards lose data and nodes drop out: seven boards on one 3 A hub lost one of seven each time (founding document 004).',
    fix: 'Use a supply of 2.5 to 3 A for each board (5 A for a Pi 5) and a short, thick cable.',
  },
  'frequency-capped': {
    what: 'the processor clock was capped',
    why: 'The board protects itself from heat or a weak supply, and everything takes longer.',
    fix: 'Check the supply; give it air or a heat sink.',
  },
  throttled: {
    what: 'the processor was throttled',
    why: 'The board protects itself from heat or a weak supply, and everything takes longer.',
    fix: 'Check the supply; give it air or a heat sink.',
  },
  'soft-temperature-limit': {
    what: 'the soft temperature limit of 60 °C was reached',
    why: 'A Pi 3B+ lowers its clock from there on.',
    fix: 'Give it air or a heat sink.',
  },
};

/** Power and heat; what is so now weighs more than what once was. */
export const throttling: Rule = ({ facts: { throttled } }) => {
  if (throttled === undefined) return [];
  const now = new Set(throttled.now);
  return [...new Set([...throttled.now, ...throttled.ever])].map((flag): Found => {
    const { what, why, fix } = power[flag];
    const severe = flag === 'under-voltage' && now.has(flag);
    return {
      code: flag,
      severity: severe ? 'error' : flag === 'soft-temperature-limit' ? 'advice' : 'warning',
      message: now.has(flag) ? `Right now ${what.replace(' was ', ' is ')}.` : `Since it booted, ${what} at least once.`,
      why,
      source: 'raspberrypi.com/documentation/computers/os.html#get_throttled',
      fix: advice(fix),
    };
  });
};

export const heat: Rule = ({ facts: { temperature } }) =>
  temperature === undefined || temperature < 80
    ? []
    : [
        {
          code: 'hot',
          severity: 'warning',
          message: `The processor is at ${temperature.toFixed(0)} °C.`,
          why: 'From 80 °C on the firmware slows it down, at 85 °C to the least.',
          source: 'raspberrypi.com/documentation/computers/raspberry-pi.html#frequency-management-and-thermal-control',
          fix: advice('Give it air or a heat sink.'),
        },
      ];
