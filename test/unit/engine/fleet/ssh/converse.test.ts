import { PassThrough } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { expect, it } from 'vitest';
import { converse } from '../../../../../electron/engine/fleet/ssh/converse.ts';

it('a channel that breaks is a connection that was lost, in our words', async () => {
  const channel = Object.assign(new PassThrough(), { stderr: new PassThrough() });
  const talking = converse(channel as unknown as ClientChannel, { label: 'pi1: sh', stdin: Buffer.alloc(0) }, {});
  channel.destroy(new Error('write after end'));
  await expect(talking).rejects.toMatchObject({ code: 'ssh/disconnected', detail: 'pi1: sh' });
  expect(channel.destroyed).toBe(true);
});
