import { keyBlob } from './host-key.ts';
import type { Identity, KeyOffers, KeySource } from './identity.ts';
import { agentKeys, type AgentPlace } from './agents.ts';
import { readKeyFiles, unlock, type KeyFile } from './key-files.ts';

export interface KeySourceOptions {
  /** `~/.ssh` of the user. */
  readonly sshDir: string;
  readonly agents: readonly AgentPlace[];
  /** The plan's, as in authorized_keys. */
  readonly authorizedKeys: readonly string[];
  /** Asks a person, once for each key that is needed; undefined when there is no answer. */
  readonly passphrase?: (path: string) => Promise<string | undefined>;
}

/** sshd hangs up after six failures (MaxAuthTries), and an RSA key may count three times. */
const mostOffered = 5;

/**
 * The private keys of this user's agents and `.ssh` folder. Those that the plan authorises come first, from an agent before
 * from a file; strangers follow as far as the server's patience goes. Read once, kept decrypted for the life of the source.
 */
export function createKeySource(options: KeySourceOptions): KeySource {
  let known: Promise<KeyOffers> | undefined;
  const unanswered = new Set<string>();
  const open = async (file: KeyFile): Promise<KeyFile> => {
    if (file.key !== undefined || unanswered.has(file.path)) return file;
    const opened = await askToUnlock(file, options.passphrase);
    if (opened.key === undefined) unanswered.add(file.path);
    return opened;
  };
  return {
    offers: () =>
      (known ??= gather(options, open).then((offers) => {
        // An agent may be given a key meanwhile: look again next time. No question is asked twice.
        if (offers.locked.length > 0 || offers.identities.length === 0) known = undefined;
        return offers;
      })),
  };
}

async function gather(
  { sshDir, agents, authorizedKeys }: KeySourceOptions,
  open: (file: KeyFile) => Promise<KeyFile>,
): Promise<KeyOffers> {
  const authorized = authorizedKeys.flatMap((line) => keyBlob(keyPart(line)) ?? []);
  const fits = ({ blob }: { readonly blob: Buffer }): boolean => authorized.some((key) => key.equals(blob));
  const [held, files] = await Promise.all([agentKeys(agents), readKeyFiles(sshDir)]);
  const needed = files.filter((file) => fits(file) && !held.some(({ blob }) => blob.equals(file.blob)));
  const opened = await openAll(needed, open);
  const strangers = [...held, ...files.flatMap(openFile)].filter((key) => !fits(key));
  const identities = [...held.filter(fits), ...opened.identities, ...strangers].map(({ identity }) => identity);
  return { identities: identities.slice(0, mostOffered), locked: opened.locked };
}

/** An authorised key may begin with options: `from="10.0.0.0/8" ssh-ed25519 AAAA…`. */
const keyPart = (line: string): string => /(?:^|\s)((?:ssh|ecdsa|sk)-\S+\s+AAAA\S+)/.exec(line)?.[1] ?? line;

interface Held {
  readonly blob: Buffer;
  readonly identity: Identity;
}

const openFile = (file: KeyFile): readonly Held[] =>
  file.key === undefined ? [] : [{ blob: file.blob, identity: { label: file.path, proof: { kind: 'file', key: file.key } } }];

/** Asks one passphrase after the other: two questions at once confuse a person. */
async function openAll(
  files: readonly KeyFile[],
  open: (file: KeyFile) => Promise<KeyFile>,
): Promise<{ readonly identities: readonly Held[]; readonly locked: readonly string[] }> {
  const identities: Held[] = [];
  const locked: string[] = [];
  for (const file of files) {
    const opened = await open(file);
    if (opened.key === undefined) locked.push(file.path);
    identities.push(...openFile(opened));
  }
  return { identities, locked };
}

/** As many as ssh asks for. */
const mostTries = 3;

async function askToUnlock(file: KeyFile, passphrase: KeySourceOptions['passphrase']): Promise<KeyFile> {
  for (let tried = 0; tried < mostTries; tried += 1) {
    const given = await passphrase?.(file.path);
    const opened = given === undefined ? file : await unlock(file, given);
    if (given === undefined || opened.key !== undefined) return opened;
  }
  return file;
}
