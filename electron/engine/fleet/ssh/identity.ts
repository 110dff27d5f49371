import type { AnyAuthMethod, BaseAgent, ParsedKey } from 'ssh2';

/** A private key that may be offered to a node: held here, or by an agent that signs with it. */
export interface Identity {
  /** Path of the key file, or the agent's comment: for messages only. */
  readonly label: string;
  readonly proof: { readonly kind: 'file'; readonly key: ParsedKey } | { readonly kind: 'agent'; readonly agent: BaseAgent };
}

/** What a computer can offer to the nodes of one plan. */
export interface KeyOffers {
  /** The most promising first. */
  readonly identities: readonly Identity[];
  /** Paths of encrypted keys that the plan authorises and nobody unlocked. */
  readonly locked: readonly string[];
}

/** Where identities come from; asked before each connection, so it should remember. */
export interface KeySource {
  offers(): Promise<KeyOffers>;
}

/** The identity as ssh2's login takes it. */
export function authMethod({ proof }: Identity, username: string): AnyAuthMethod {
  switch (proof.kind) {
    case 'file':
      return { type: 'publickey', username, key: proof.key };
    case 'agent':
      return { type: 'agent', username, agent: proof.agent };
  }
}
