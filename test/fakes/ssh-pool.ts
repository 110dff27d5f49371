import { afterEach } from 'vitest';
import { createShellPool, type ShellPool, type ShellPoolOptions } from '../../electron/engine/fleet/ssh/pool.ts';
import type { NodeShell } from '../../electron/engine/fleet/ssh/node-shell.ts';
import { startFakeNode, type FakeNode, type FakeNodeOptions } from './fake-node.ts';
import { testKeys, testPublicKey } from './ssh-keys.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** A fake node that ends with the test. */
export async function fakeNode(options: FakeNodeOptions = {}): Promise<FakeNode> {
  const node = await startFakeNode({ authorizedKeys: [testPublicKey], ...options });
  open.push(() => node.stop());
  return node;
}

/** A pool that ends with the test and does not wait between attempts. */
export function testPool(options: Partial<ShellPoolOptions> = {}): ShellPool {
  const pool = createShellPool({ keys: testKeys, ...options, times: { backoffMs: 1, ...options.times } });
  open.push(() => pool.close());
  return pool;
}

/** The shell of a new fake node. */
export async function fakeShell(
  node: FakeNodeOptions = {},
  pool: Partial<ShellPoolOptions> = {},
): Promise<{ readonly node: FakeNode; readonly shell: NodeShell }> {
  const started = await fakeNode(node);
  return { node: started, shell: testPool(pool).shell(started.target()) };
}
