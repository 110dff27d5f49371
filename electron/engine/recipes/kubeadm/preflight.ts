/** One line of kubeadm's preflight: `[ERROR Port-6443]: Port 6443 is in use`. */
export interface PreflightError {
  readonly name: string;
  readonly text: string;
}

/** The errors in what kubeadm said; warnings are left out. */
export function preflightErrors(output: string): readonly PreflightError[] {
  return [...output.matchAll(/\[ERROR ([A-Za-z0-9-]+(?:-[^\]]*)?)\]: ?(.*)/g)].map(([, name = '', text = '']) => ({
    name,
    text: text.trim(),
  }));
}

interface Saying {
  readonly pattern: RegExp;
  readonly cause: (match: RegExpExecArray, text: string) => string;
  readonly fix: string;
}

const reset = 'If nothing on the node is needed, clear it with `slipway down DIR NODE`, then try again.';

/** Names of kubeadm's checks (kubernetes preflight/checks.go) in plain words. */
const sayings: readonly Saying[] = [
  {
    pattern: /^Port-(\d+)$/,
    cause: ([, port = '']) => `Another program on the node listens on port ${port}.`,
    fix: 'Stop that program (`sudo ss -ltnp` on the node names it), then retry.',
  },
  { pattern: /^(?:FileAvailable|DirAvailable)--(.+)$/, cause: (_, text) => `Left from an earlier try: ${text}.`, fix: reset },
  {
    pattern: /^NumCPU$/,
    cause: () => 'A control plane needs two processor cores.',
    fix: 'Use a board with more cores for the control plane.',
  },
  {
    pattern: /^Mem$/,
    cause: (_, text) => `The node has too little memory for a control plane: ${text}.`,
    fix: 'Use a board with 2 GB or more, better 4 GB.',
  },
  {
    pattern: /^Swap$/,
    cause: () => 'Swap is on.',
    fix: 'Turn it off, or set `kubernetes.kubelet.failSwapOn: false` in the plan.',
  },
  {
    pattern: /^SystemVerification$/,
    cause: (_, text) => `The system lacks something: ${text}.`,
    fix: 'Look at the cgroup and kernel findings of the node; most need one repair and a restart.',
  },
  {
    pattern: /^ImagePull$/,
    cause: (_, text) => `An image could not be pulled: ${text}`,
    fix: 'Check that the node reaches the registry, or the mirror of the plan.',
  },
  {
    pattern: /^FileContent--(.+)$/,
    cause: (_, text) => `A setting of the kernel is not as needed: ${text}.`,
    fix: 'Retry: the host steps set it.',
  },
  {
    pattern: /^FileExisting-(.+)$/,
    cause: ([, program = '']) => `The program ${program} is not installed.`,
    fix: 'Retry: the host steps install it.',
  },
  {
    pattern: /^(?:CRI|ContainerRuntimeVersion)$/,
    cause: (_, text) => `The container runtime does not answer or is too old: ${text}`,
    fix: 'Look at the runtime on the node (`systemctl status containerd docker`), then retry.',
  },
  {
    pattern: /^(?:KubeletVersion|KubernetesVersion)$/,
    cause: (_, text) => `The versions do not go together: ${text}`,
    fix: 'Choose another version in the plan, or `auto`.',
  },
  {
    pattern: /^Hostname$/,
    cause: (_, text) => `The name of the node does not resolve: ${text}`,
    fix: 'Retry: the host steps write /etc/hosts.',
  },
];

/** Cause and remedy of a preflight error, for people. A check that is not known speaks for itself. */
export function explainPreflight({ name, text }: PreflightError): { readonly cause: string; readonly fix: string } {
  for (const { pattern, cause, fix } of sayings) {
    const match = pattern.exec(name);
    if (match !== null) return { cause: cause(match, text.replace(/\.$/, '')), fix };
  }
  return { cause: `${name}: ${text}`, fix: 'Mend what it names, then retry.' };
}
