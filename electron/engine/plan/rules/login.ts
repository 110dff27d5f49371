import type { Finding } from '../../../contract/finding.ts';
import { readPublicKey, type KeyReading } from '../public-key.ts';
import { advice, error, quote, remove, set, warning, type CheckContext, type Rule } from './rule.ts';

/** Users that Debian, Raspberry Pi OS, Ubuntu or Kubernetes already have (base-passwd's passwd.master and packages). */
const systemUsers = new Set(
  (
    'daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody sshd messagebus avahi ntp ' +
    'systemd-network systemd-resolve systemd-timesync syslog _apt etcd kube docker statd polkitd rtkit dnsmasq tss'
  ).split(' '),
);

/** Groups that exist in every image; useradd would fail to make the user's own group. */
const systemGroups = new Set(
  'adm tty disk dialout fax voice cdrom floppy tape sudo audio dip src shadow utmp video sasl plugdev staff users input render netdev gpio i2c spi'.split(
    ' ',
  ),
);

/** Who may log in to the nodes. */
export const loginRules: Rule = (context) => [...userFindings(context), ...keyFindings(context), ...nobodyFindings(context)];

const userFindings: Rule = ({ plan }) => {
  const { user } = plan.login;
  const path = ['login', 'user'];
  if (user === 'root')
    return [
      error({
        code: 'user-root',
        path,
        message: 'The login cannot be root: it is locked on these systems, and sshd refuses its password.',
        fix: 'Choose a name of your own; it may use sudo.',
        edits: set(path, 'pirate'),
      }),
    ];
  if (systemUsers.has(user) || systemGroups.has(user))
    return [
      error({
        code: 'user-reserved',
        path,
        message: `The user ${quote(user)} belongs to the system.`,
        fix: 'Choose a name of your own.',
      }),
    ];
  if (/^[a-z_][a-z0-9_-]{0,31}$/.test(user)) return [];
  const better = user
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/gu, '')
    .replace(/^[0-9-]+/, '')
    .slice(0, 32);
  return [
    error({
      code: 'user-invalid',
      path,
      message: `The user name ${quote(user)} cannot be used on Linux.`,
      fix:
        better === ''
          ? 'Use lower-case letters, digits, hyphens and underscores; begin with a letter.'
          : `Write ${quote(better)}.`,
      ...(better !== '' && !systemUsers.has(better) && better !== 'root' && { edits: set(path, better) }),
    }),
  ];
};

const keyFindings: Rule = (context) => {
  const seen = new Map<string, number>();
  return context.plan.login.authorizedKeys.flatMap((text, index) => {
    const reading = readPublicKey(text.trim());
    const found = [...lineBreakFindings(text, index), ...readingFindings(context, reading, index)];
    if (reading.kind !== 'key') return found;
    const first = seen.get(reading.blob);
    seen.set(reading.blob, first ?? index);
    return first === undefined ? found : [...found, duplicateKey(first, index)];
  });
};

/** Keys copied from Windows carry a CR; a key over two lines is two broken keys to sshd. */
function lineBreakFindings(text: string, index: number): readonly Finding[] {
  const trimmed = text.trim();
  if (/PRIVATE KEY|PUBLIC KEY/.test(text) || (trimmed === text && !/[\r\n]/.test(text))) return [];
  const joined = trimmed.replace(/\s*[\r\n]+\s*/g, '');
  const path = keyPath(index);
  const several = trimmed.split(/[\r\n]+/).filter((each) => readPublicKey(each.trim()).kind === 'key');
  const whole = readPublicKey(joined).kind === 'key';
  const message = `Key ${index + 1} has a line break or spaces around it.`;
  if (several.length > 1)
    return [
      error({
        code: 'key-line-break',
        path,
        message: `Key ${index + 1} is ${several.length} keys.`,
        fix: 'Make each an item of the list.',
      }),
    ];
  const make = /[\r\n]/.test(trimmed) ? error : warning;
  return [
    make({ code: 'key-line-break', path, message, fix: 'Put it on one line.', ...(whole && { edits: set(path, joined) }) }),
  ];
}

function readingFindings(context: CheckContext, reading: KeyReading, index: number): readonly Finding[] {
  const path = keyPath(index);
  switch (reading.kind) {
    case 'private':
      return [
        error({
          code: 'key-private',
          path,
          message: `Key ${index + 1} is a private key: it must stay secret and must not be in a plan.`,
          fix: 'Remove it, make a new pair if the file was shared, and give the content of the .pub file.',
          edits: remove(path),
        }),
      ];
    case 'fault':
      return [
        error({
          code: 'key-invalid',
          path,
          message: `Key ${index + 1} ${reading.reason}.`,
          fix: 'Give the one line of the .pub file.',
        }),
      ];
    case 'key':
      return [...weakKey(reading, index), ...tooNewKey(context, reading.type, index)];
  }
}

/** Debian 12's and Ubuntu 24.04's sshd refuse RSA keys below 1024 bits; 2048 is what NIST SP 800-131A asks since 2014. */
function weakKey({ bits }: { readonly bits?: number }, index: number): readonly Finding[] {
  if (bits === undefined || bits >= 2048) return [];
  const message = `Key ${index + 1} is an RSA key of ${bits} bits, which is weak.`;
  return [warning({ code: 'key-weak', path: keyPath(index), message, fix: 'Make a new one: ssh-keygen -t ed25519.' })];
}

/** Keys on a security token need OpenSSH 8.2; HypriotOS has 7.9 (buster) or older. */
function tooNewKey({ nodes }: CheckContext, type: string, index: number): readonly Finding[] {
  const old = nodes.find(({ image }) => image?.family?.startsWith('hypriot') === true);
  if (old === undefined || !type.startsWith('sk-')) return [];
  const message = `Key ${index + 1} lives on a security token, which the OpenSSH 7.9 of HypriotOS does not know.`;
  return [
    warning({ code: 'key-too-new', path: keyPath(index), message, fix: 'Add a key without a token, such as ssh-ed25519.' }),
  ];
}

const duplicateKey = (first: number, index: number): Finding =>
  advice({
    code: 'key-duplicate',
    path: keyPath(index),
    message: `Key ${index + 1} is the same as key ${first + 1}.`,
    fix: 'Remove one of them.',
    edits: remove(keyPath(index)),
  });

const keyPath = (index: number): readonly (string | number)[] => ['login', 'authorizedKeys', index];

/** The practice image never boots, so nobody needs to get into it. */
const nobodyFindings: Rule = ({ plan, nodes }) => {
  const { authorizedKeys, passwordLogin } = plan.login;
  if (authorizedKeys.length > 0 || passwordLogin) return [];
  const practice = nodes.length > 0 && nodes.every(({ node }) => node.image === 'practice');
  const make = practice ? advice : error;
  return [
    make({
      code: 'nobody-can-log-in',
      path: ['login', 'authorizedKeys'],
      message: 'Nobody could log in to the nodes: there is no authorised key, and password login is off.',
      fix: 'Add your public key (the .pub file in ~/.ssh), or allow password login.',
    }),
  ];
};
