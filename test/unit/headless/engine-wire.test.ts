import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { obeyShell, type HostedEngine } from '../../../electron/headless/engine-wire.ts';
import type { WirePort } from '../../../electron/headless/port-socket.ts';
import { stubFacts, stubServices } from '../../fakes/stub-services.ts';
import { wireChannel } from '../../fakes/wire-ports.ts';

const services = stubServices({ app: { facts: () => Promise.resolve(stubFacts) } });
const facts = JSON.stringify({ id: 1, method: 'query', params: { path: 'app.facts' } });

function host(engine: Promise<HostedEngine>) {
  const parentPort = new EventEmitter();
  const exits: number[] = [];
  obeyShell({ parentPort, engine, exit: (code) => exits.push(code) });
  const tell = (data: unknown, ports: readonly WirePort[] = []): void => void parentPort.emit('message', { data, ports });
  return { tell, exits };
}

describe('obeyShell', () => {
  it('serves every port that the shell brings, though the engine is still starting', async () => {
    let started: (engine: HostedEngine) => void = () => undefined;
    const { tell } = host(new Promise((resolve) => (started = resolve)));
    const channels = [wireChannel(), wireChannel()];
    const heard: unknown[] = [];
    for (const { engineEnd, pageEnd } of channels) {
      pageEnd.on('message', (data: unknown) => heard.push(data));
      tell({ type: 'connect' }, [engineEnd]);
      pageEnd.postMessage(facts);
    }
    started({ services, close: () => Promise.resolve() });
    await expect.poll(() => heard.length).toBe(2);
    expect(heard[0]).toBe(heard[1]);
    for (const { pageEnd } of channels) pageEnd.close();
  });

  it('closes the engine before it exits', async () => {
    const order: string[] = [];
    const { tell, exits } = host(Promise.resolve({ services, close: () => Promise.resolve(void order.push('closed')) }));
    tell({ type: 'close' });
    await expect.poll(() => exits).toEqual([0]);
    expect(order).toEqual(['closed']);
  });

  it('exits with 1 when the engine does not start, or does not end well', async () => {
    const { exits } = host(Promise.reject(new Error('disk gone')));
    await expect.poll(() => exits).toEqual([1]);
    const stuck = host(Promise.resolve({ services, close: () => Promise.reject(new Error('stuck')) }));
    stuck.tell({ type: 'close' });
    await expect.poll(() => stuck.exits).toEqual([1]);
  });

  it.each([undefined, null, 'close', { type: 'exit' }, { type: 'close', force: true }])('ignores %j', async (message) => {
    const { tell, exits } = host(Promise.resolve({ services, close: () => Promise.resolve() }));
    tell(message);
    await new Promise((resolve) => setImmediate(resolve));
    expect(exits).toEqual([]);
  });
});
