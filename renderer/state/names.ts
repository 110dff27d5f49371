import { posixLike } from './paths.ts';

/** Whether a text can be a cluster's name: RFC 1123 label. */
export const isClusterName = (name: string): boolean => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name);

const most = 64;

/**
 * The names that a pattern such as `pi[01-03]` stands for, for the hint beside the field; the engine's own check decides.
 * Undefined when it is no pattern of at most 64 names.
 */
export function previewNames(pattern: string): readonly string[] | undefined {
  const match = /^([a-z0-9-]*)\[(\d+)-(\d+)\]([a-z0-9-]*)$/.exec(pattern);
  if (match === null) return isClusterName(pattern) ? [pattern] : undefined;
  const [, before = '', from = '0', to = '0', after = ''] = match;
  const count = Number(to) - Number(from) + 1;
  if (count < 1 || count > most) return undefined;
  return Array.from({ length: count }, (_, step) => `${before}${String(Number(from) + step).padStart(from.length, '0')}${after}`);
}

/** What a pasted text is, as far as its form says. */
export type KeyKind = 'public' | 'private' | 'empty' | 'other';

export function keyKind(text: string): KeyKind {
  const trimmed = text.trim();
  if (trimmed === '') return 'empty';
  if (trimmed.includes('PRIVATE KEY')) return 'private';
  return /^(ssh-(ed25519|rsa)|ecdsa-sha2-\S+|sk-\S+@openssh\.com) [A-Za-z0-9+/=]+( .*)?$/.test(trimmed) ? 'public' : 'other';
}

/** A folder for a new project that no known project has: `lab`, `lab-2`, … */
export function freeFolder(parent: string, name: string, taken: readonly string[]): string {
  const candidates = Array.from({ length: taken.length + 1 }, (_, step) =>
    posixLike(parent, step === 0 ? name : `${name}-${String(step + 1)}`),
  );
  return candidates.find((candidate) => !taken.includes(candidate)) ?? posixLike(parent, name);
}
