import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { phoneHomeGreeting } from '../../../../contract/phone-home.ts';

/** What a node says when it calls. */
export interface Call {
  readonly node: string;
  readonly instance: string;
  /** Of this boot of it; another one after each restart. */
  readonly boot: string;
  /** Grows with each call of one boot. */
  readonly count: number;
  readonly addresses: readonly string[];
}

/** A call and what it is signed with: everything but the last line. */
interface SignedCall extends Call {
  readonly text: string;
  readonly mac: string;
}

const fieldsSchema = z.strictObject({
  node: z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i),
  instance: z.string().regex(/^[a-z0-9-]{1,400}$/),
  boot: z.uuid(),
  count: z.string().regex(/^[1-9]\d{0,5}$/),
  addresses: z.string().regex(/^[0-9a-f.: ]{0,512}$/i),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});
const order = ['node', 'instance', 'boot', 'count', 'addresses', 'mac'] as const;

/** Reads a call; undefined for whatever is not exactly of that form. Its proof is not looked at yet. Pure. */
export function parseCall(body: string): SignedCall | undefined {
  const [greeting, ...lines] = body.replace(/\n$/, '').split('\n');
  if (greeting !== phoneHomeGreeting || lines.length !== order.length) return undefined;
  const fields = lines.map((line, index) => [
    order[index],
    line.startsWith(`${order[index] ?? ''}=`) ? valueOf(line) : undefined,
  ]);
  const parsed = fieldsSchema.safeParse(Object.fromEntries(fields));
  if (!parsed.success) return undefined;
  const { count, addresses, ...call } = parsed.data;
  return {
    ...call,
    count: Number(count),
    addresses: addresses
      .split(' ')
      .filter((address) => isIP(address) !== 0)
      .slice(0, 16),
    text: [greeting, ...lines.slice(0, -1)].join('\n'),
  };
}

const valueOf = (line: string): string => line.slice(line.indexOf('=') + 1);

/** Whether the call was made by somebody who knows the secret. The time it takes says nothing about the proof. */
export function isProven({ text, mac }: { readonly text: string; readonly mac: string }, secret: string): boolean {
  return timingSafeEqual(Buffer.from(proofOf(text, secret), 'hex'), Buffer.from(mac, 'hex'));
}

/** The hash of a hash, the secret in front of each: what the script on the card computes with sha256sum. */
export function proofOf(text: string, secret: string): string {
  return digest(`${secret}\n${digest(`${secret}\n${text}`)}`);
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
