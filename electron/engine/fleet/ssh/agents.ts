import type { BaseAgent, ParsedKey } from 'ssh2';
import type { Identity } from './identity.ts';

/** Path of an agent's socket or Windows pipe, or `pageant`. */
export type AgentPlace = string;

/** Where agents may listen: `SSH_AUTH_SOCK`; on Windows the pipe of its OpenSSH and PuTTY's Pageant besides. */
export function agentPlaces(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): readonly AgentPlace[] {
  const named = env['SSH_AUTH_SOCK'];
  const places = platform === 'win32' ? [String.raw`\\.\pipe\openssh-ssh-agent`, 'pageant'] : [];
  return [...new Set([...(named === undefined || named === '' ? [] : [named]), ...places])];
}

export interface AgentKey {
  readonly blob: Buffer;
  readonly identity: Identity;
}

/** An agent that does not answer is as good as none: a stale SSH_AUTH_SOCK must not keep anybody waiting. */
const patienceMs = 2000;

/** The keys of all agents that answer. */
export async function agentKeys(places: readonly AgentPlace[]): Promise<readonly AgentKey[]> {
  const { createAgent } = (await import('ssh2')).default;
  const found = await Promise.all(places.map((place) => keysOf(() => createAgent(place))));
  return found.flat();
}

async function keysOf(open: () => BaseAgent): Promise<readonly AgentKey[]> {
  const keys = await identitiesOf(open());
  return keys.map((key) => ({
    blob: key.getPublicSSH(),
    identity: {
      label: key.comment === '' ? 'a key in the SSH agent' : key.comment,
      proof: { kind: 'agent', agent: only(open(), key) },
    },
  }));
}

function identitiesOf(agent: BaseAgent): Promise<readonly ParsedKey[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), patienceMs);
    agent.getIdentities((_error, keys) => {
      clearTimeout(timer);
      resolve((keys ?? []).filter((key): key is ParsedKey => typeof key === 'object' && 'getPublicSSH' in key));
    });
  });
}

/** The agent, showing one key: ssh2 offers all that an agent has, and sshd hangs up after six. */
function only(agent: BaseAgent, key: ParsedKey): BaseAgent {
  agent.getIdentities = (done) => done(undefined, [key]);
  return agent;
}
