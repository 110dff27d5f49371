import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** One-time tokens and the sessions they were exchanged for; both live and die with the server process. */
export interface Sessions {
  /** A new 256-bit token, base64url. */
  newToken(): string;
  /** Trades a token for a session id; undefined when it is unknown or was traded before. */
  redeem(token: string): string | undefined;
  /** Whether a session id was given out here. */
  has(id: string): boolean;
}

/** More than anyone opens; the oldest token goes when a new one would exceed it. */
const maxTokens = 64;

export function createSessions(): Sessions {
  const tokens = createDigestSet();
  const ids = createDigestSet();
  return {
    newToken: () => {
      tokens.trim(maxTokens - 1);
      return tokens.add(randomSecret());
    },
    redeem: (token) => (tokens.remove(token) ? ids.add(randomSecret()) : undefined),
    has: (id) => ids.has(id),
  };
}

const randomSecret = (): string => randomBytes(32).toString('base64url');
const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();

interface DigestSet {
  add(secret: string): string;
  has(secret: string): boolean;
  remove(secret: string): boolean;
  trim(size: number): void;
}

/** Secrets kept as digests of equal length, so that comparing takes the same time wherever they differ. */
function createDigestSet(): DigestSet {
  let kept: readonly Buffer[] = [];
  const matches = (secret: string): readonly boolean[] => {
    const wanted = digest(secret);
    return kept.map((candidate) => timingSafeEqual(candidate, wanted));
  };
  return {
    add: (secret) => {
      kept = [...kept, digest(secret)];
      return secret;
    },
    has: (secret) => matches(secret).includes(true),
    remove: (secret) => {
      const found = matches(secret);
      kept = kept.filter((_, index) => found[index] !== true);
      return found.includes(true);
    },
    trim: (size) => {
      kept = kept.slice(Math.max(0, kept.length - size));
    },
  };
}
