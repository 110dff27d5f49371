import type { KnownImageFacts } from '../../contract/image.ts';
import type { ClusterNode, ResolvedPlan } from '../../contract/plan.ts';
import type { ClusterSecrets, NodeIdentity } from '../../contract/secrets.ts';
import { hostsFile } from './hosts-file.ts';
import { nodeNetwork, type NodeNetwork } from './node-network.ts';

/** Everything that decides the first-boot files of one card. */
export interface FirstBootInput {
  readonly plan: ResolvedPlan;
  readonly node: ClusterNode;
  readonly image: KnownImageFacts;
  readonly secrets: ClusterSecrets;
  readonly identity: NodeIdentity;
  /** Addresses of this computer that a node may call at its first boot: IPv4, at most four; none means that it does not call. */
  readonly desks?: readonly string[];
  /** When the card is written: a node without a battery clock starts from here. */
  readonly now: Date;
}

/** The login as the node gets it. */
export interface NodeLogin {
  readonly user: string;
  /** One public key a line, trimmed; pasted keys often end in CR LF. */
  readonly authorizedKeys: readonly string[];
  /** `$6$…`; absent means that the password is locked. */
  readonly passwordHash?: string;
  /** Whether sshd accepts the password. */
  readonly passwordLogin: boolean;
}

/** What a node is told, independent of how its operating system takes it. */
export interface NodeSettings {
  readonly cluster: string;
  readonly hostname: string;
  readonly fqdn: string;
  readonly timezone: string;
  readonly keyboard: string;
  readonly locale: string;
  readonly login: NodeLogin;
  readonly network: NodeNetwork;
  readonly hosts: string;
  readonly identity: NodeIdentity;
  readonly image: KnownImageFacts;
  /** Where the node calls to say where it is. */
  readonly desks: readonly string[];
  readonly now: Date;
}

/** Works out the settings of one node; the files of every OS family are made from them. */
export function nodeSettings({ plan, node, image, secrets, identity, desks = [], now }: FirstBootInput): NodeSettings {
  return {
    cluster: plan.name,
    hostname: node.name,
    fqdn: `${node.name}.${plan.network.domain}`,
    ...plan.locale,
    login: nodeLogin(plan, secrets),
    network: nodeNetwork(plan, node, secrets),
    hosts: hostsFile(plan, node),
    identity,
    image,
    desks: desks.slice(0, 4),
    now,
  };
}

function nodeLogin({ login }: ResolvedPlan, { passwordHash }: ClusterSecrets): NodeLogin {
  const authorizedKeys = login.authorizedKeys.flatMap((key) => key.split(/[\r\n]+/)).map((key) => key.trim());
  return {
    user: login.user,
    authorizedKeys: authorizedKeys.filter((key) => key !== ''),
    passwordLogin: login.passwordLogin,
    ...(passwordHash === undefined ? {} : { passwordHash }),
  };
}
