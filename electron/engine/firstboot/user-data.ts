import { cloudConfig, cloudYaml } from './cloud-config.ts';
import type { NodeFile } from './node-files.ts';
import type { NodeSettings } from './node-settings.ts';

type Argv = readonly string[];

/** What one OS family adds to the user-data that all of them share. */
export interface UserDataParts {
  /** `users:` or `user:` with what {@link loginEntry} gives. */
  readonly login: Readonly<Record<string, unknown>>;
  /** How this version is told to leave /etc/apt/sources.list alone. */
  readonly apt: Readonly<Record<string, unknown>>;
  readonly sshKeys: Readonly<Record<string, unknown>>;
  readonly files: readonly NodeFile[];
  /** Run early at every boot; before the network is up where meta-data says `local`. */
  readonly bootcmd: readonly Argv[];
  /** Run once at the end of the first boot. */
  readonly runcmd: readonly Argv[];
}

/**
 * user-data for any cloud-init from 0.7.6 on: only keys whose meaning did not change since. Every list entry is an argv
 * that cloud-init quotes itself. Nothing is installed or upgraded at first boot: Wi-Fi comes up after that step, and a
 * full root partition or a missing internet connection would fail it (image-builder-rpi issue 230, image-builder-rpi64 issue 33).
 */
export function userData(settings: NodeSettings, parts: UserDataParts): string {
  const { hostname, fqdn, timezone, locale, cluster, login } = settings;
  const body = {
    hostname,
    fqdn,
    manage_etc_hosts: false,
    timezone,
    locale,
    ...parts.apt,
    package_update: false,
    package_upgrade: false,
    ...parts.login,
    disable_root: true,
    ssh_pwauth: login.passwordLogin,
    ...parts.sshKeys,
    write_files: parts.files.map(writeFilesEntry),
    bootcmd: parts.bootcmd,
    runcmd: parts.runcmd,
  };
  return cloudConfig(body, `Written by Slipway for ${hostname} of ${cluster}.`);
}

/** Owner is always root: write_files runs before users exist (no `defer` before cloud-init 21.4). */
const writeFilesEntry = ({ path, mode, content }: NodeFile): object => ({
  path,
  owner: 'root:root',
  permissions: mode,
  content,
});

/** The login of the plan as an entry of `users:`. */
export function loginEntry({ login }: NodeSettings, hashKey: 'passwd' | 'hashed_passwd'): Readonly<Record<string, unknown>> {
  const { user, passwordHash, authorizedKeys } = login;
  return {
    name: user,
    gecos: `Slipway ${user}`,
    shell: '/bin/bash',
    sudo: 'ALL=(ALL) NOPASSWD:ALL',
    lock_passwd: passwordHash === undefined,
    ...(passwordHash === undefined ? {} : { [hashKey]: passwordHash }),
    // An empty list is a schema error.
    ...(authorizedKeys.length === 0 ? {} : { ssh_authorized_keys: authorizedKeys }),
  };
}

/**
 * The host key made for this node. cloud-init (0.7.7 and later) deletes the image's keys, installs these and generates
 * no others.
 */
export const pinnedSshKeys = ({ identity }: NodeSettings): Readonly<Record<string, unknown>> => ({
  ssh_deletekeys: true,
  ssh_keys: { ed25519_private: identity.hostKey.privateKey, ed25519_public: identity.hostKey.publicKey },
});

/** meta-data (NoCloud). With `local`, settings and network are applied before the network is up. */
export function metaData({ identity, hostname }: NodeSettings, dsmode: 'local' | 'unsaid'): string {
  const mode = dsmode === 'local' ? { dsmode } : {};
  // Through the YAML library: a node may be called `no`, or `42`.
  return cloudYaml({ 'instance-id': identity.instanceId, 'local-hostname': hostname, ...mode });
}
