/** Cluster-wide secrets of a project (`secrets.json`, 0600). The password is kept as its `$6$` hash only. */
export interface ClusterSecrets {
  readonly passwordHash?: string;
  /** Wi-Fi passphrase (8 to 63 characters) or 64 hexadecimal digits. */
  readonly wifiKey?: string;
}

/** An SSH host key pair made before the first boot, so that the first connection is already trusted. */
export interface HostKey {
  readonly type: 'ed25519';
  /** OpenSSH private key file, PEM with trailing newline. */
  readonly privateKey: string;
  /** One line: `ssh-ed25519 AAAA… root@pi1`. */
  readonly publicKey: string;
}

/** What makes one node's card unlike any other; made once per node and kept in the project's `keys/`. */
export interface NodeIdentity {
  readonly hostKey: HostKey;
  /** 32 lower-case hex digits, for /etc/machine-id. */
  readonly machineId: string;
  /** cloud-init instance id: `slipway-<cluster>-<node>-<8 hex>`; changes whenever settings must be applied anew. */
  readonly instanceId: string;
  /** 64 hex digits; the node proves with it that it is the one that calls. On its card and in `keys/`, nowhere else. */
  readonly phoneHomeSecret: string;
}
