/** How one node is reached and known. */
export interface NodeTarget {
  readonly node: string;
  /** IP addresses or host names; all are tried at once, and only one with an accepted host key is used. */
  readonly addresses: readonly string[];
  /** 22 where absent. */
  readonly port?: number;
  readonly user: string;
  /** Accepted public keys: `ssh-ed25519 AAAA…`. */
  readonly hostKeys: readonly string[];
}
