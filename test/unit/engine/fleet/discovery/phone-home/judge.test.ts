import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  judgeCall,
  type CallMemory,
  type Judgement,
} from '../../../../../../electron/engine/fleet/discovery/phone-home/judge.ts';
import { callSecrets, firstBoot, phoneCall, secondBoot } from '../../../../../fakes/phone-calls.ts';

const nothing: CallMemory = new Map();
const judge = (body: string, memory = nothing, from = '192.168.10.21'): Judgement =>
  judgeCall(body, { secrets: callSecrets, memory, from });

/** The memory after these calls, each of which must be taken. */
const after = (...bodies: readonly string[]): CallMemory =>
  bodies.reduce((memory, body) => {
    const judgement = judge(body, memory);
    if (judgement.kind === 'refused') throw new Error(judgement.why);
    return judgement.memory;
  }, nothing);

describe('a call', () => {
  it('is taken when it is proven, fresh and from where it says', () => {
    expect(judge(phoneCall())).toMatchObject({
      kind: 'taken',
      call: { node: 'pi1', boot: firstBoot, count: 1, addresses: ['127.0.0.1', '192.168.10.21'] },
    });
  });

  it.each([
    ['a secret that is not the card’s', phoneCall({ secret: 'cd'.repeat(32) }), 'forged'],
    ['a card that the plan does not know', phoneCall({ instance: 'slipway-lab-pi1-00000000' }), 'unknown'],
    ['another node’s name', phoneCall({ node: 'pi2' }), 'unknown'],
    ['a count that was changed', phoneCall().replace('count=1', 'count=2'), 'forged'],
    ['an address that was added', phoneCall().replace('192.168.10.21', '192.168.10.21 10.0.0.9'), 'forged'],
    ['a line more', phoneCall().replace('mac=', 'x=1\nmac='), 'malformed'],
    ['its lines in another order', phoneCall().split('\n').reverse().join('\n'), 'malformed'],
    ['a boot that is none', phoneCall({ boot: 'today' }), 'malformed'],
    ['a count that is none', phoneCall({ count: '01' }), 'malformed'],
    ['nothing', '', 'malformed'],
  ])('is refused with %s', (_what, body, why) => {
    expect(judge(body)).toEqual({ kind: 'refused', why });
  });

  it('is refused from an address that the node does not have', () => {
    expect(judge(phoneCall(), nothing, '192.168.10.66')).toEqual({ kind: 'refused', why: 'elsewhere' });
  });

  it('is refused when it comes again, or after a later one', () => {
    const memory = after(phoneCall({ count: 1 }), phoneCall({ count: 3 }));
    for (const count of [1, 2, 3]) expect(judge(phoneCall({ count }), memory)).toEqual({ kind: 'refused', why: 'replayed' });
    expect(judge(phoneCall({ count: 4 }), memory).kind).toBe('taken');
  });

  it('is refused from a boot that is over', () => {
    const memory = after(phoneCall({ count: 1 }), phoneCall({ boot: secondBoot }));
    expect(judge(phoneCall({ count: 9 }), memory)).toEqual({ kind: 'refused', why: 'replayed' });
  });

  it('is never taken for anything but exactly what the card sends', () => {
    const body = phoneCall();
    fc.assert(
      fc.property(fc.nat(body.length - 2), fc.string({ minLength: 0, maxLength: 3 }), (at, text) => {
        const changed = body.slice(0, at) + text + body.slice(at + 1);
        fc.pre(changed.replace(/\n$/, '') !== body.replace(/\n$/, ''));
        expect(judge(changed).kind).toBe('refused');
      }),
    );
  });

  it('may be any text without harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(judge(text).kind).toBe('refused');
      }),
    );
  });
});
