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
  /** Asks a person for the passphrase of a key; called before each connection for as long as it stays locked. */
  readonly unlock?: AskToOpen;
}

/** Offers a person's answers to `opens` until one is right, or there are no more: then it ends with false. */
export type AskToOpen = (what: string, opens: (answer: string) => Promise<boolean>) => Promise<boolean>;

/** sshd hangs up after six failures (MaxAuthTries), and an RSA key may count three times. */
const mostOffered = 5;

/**
 * The private keys of this user's agents and `.ssh` folder. Those that the plan authorises come first, from an agent before
 * from a file; strangers follow as far as the server's patience goes. Read once, kept decrypted for the life of the source.
 */
export function createKeySource(options: KeySourceOptions): KeySource {
  let known: Promise<KeyOffers> | undefined;
  const lookAgain = (): void => void (known = undefined);
  const look = async (): Promise<KeyOffers> => {
    const offers = await gather(options);
    // An agent may be given a key meanwhile.
    if (offers.locked.length > 0 || offers.identities.length === 0) lookAgain();
    return offers;
  };
  return {
    offers: () => {
      known ??= look();
      known.catch(lookAgain);
      return known;
    },
  };
}

async function gather({ sshDir, agents, authorizedKeys, unlock: ask }: KeySourceOptions): Promise<KeyOffers> {
  const authorized = authorizedKeys.flatMap((line) => keyBlob(keyPart(line)) ?? []);
  const fits = ({ blob }: { readonly blob: Buffer }): boolean => authorized.some((key) => key.equals(blob));
  const [held, files] = await Promise.all([agentKeys(agents), readKeyFiles(sshDir)]);
  const needed = files.filter((file) => fits(file) && !held.some(({ blob }) => blob.equals(file.blob)));
  // Each authorised key is on every card: nobody is asked for one as long as another is at hand.
  const isReady = held.some(fits) || needed.some(({ key }) => key !== undefined);
  const opened = isReady ? { files: needed, locked: [] } : await openAll(needed, ask);
  const strangers = [...held, ...files.flatMap(openFile)].filter((key) => !fits(key));
  const identities = [...held.filter(fits), ...opened.files.flatMap(openFile), ...strangers].map(({ identity }) => identity);
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

/** Asks for one after the other until one is open: two questions at once confuse a person, and one key is enough. */
async function openAll(
  files: readonly KeyFile[],
  ask: AskToOpen | undefined,
): Promise<{ readonly files: readonly KeyFile[]; readonly locked: readonly string[] }> {
  for (const file of files) {
    const opened = await askToUnlock(file, ask);
    if (opened.key !== undefined) return { files: [opened], locked: [] };
  }
  return { files: [], locked: files.map(({ path }) => path) };
}

async function askToUnlock(file: KeyFile, ask: AskToOpen | undefined): Promise<KeyFile> {
  let opened = file;
  await ask?.(file.path, async (passphrase) => {
    opened = await unlock(file, passphrase);
    return opened.key !== undefined;
  });
  return opened;
}
