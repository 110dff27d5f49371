import { phoneHomeGreeting } from '../../electron/contract/phone-home.ts';
import { proofOf } from '../../electron/engine/fleet/discovery/phone-home/call.ts';

export const callSecret = 'ab'.repeat(32);
export const firstBoot = '11111111-2222-4333-8444-555555555555';
export const secondBoot = '99999999-8888-4777-8666-555555555555';

interface CallFields {
  readonly node?: string;
  readonly instance?: string;
  readonly boot?: string;
  readonly count?: number | string;
  readonly addresses?: string;
  readonly secret?: string;
}

/** What the script of pi1's card sends, with what a test changes. */
export function phoneCall(fields: CallFields = {}): string {
  const { node = 'pi1', instance = 'slipway-lab-pi1-00c0ffee', boot = firstBoot, count = 1 } = fields;
  const { addresses = '127.0.0.1 192.168.10.21', secret = callSecret } = fields;
  const lines = [`node=${node}`, `instance=${instance}`, `boot=${boot}`, `count=${String(count)}`, `addresses=${addresses}`];
  const text = [phoneHomeGreeting, ...lines].join('\n');
  return `${text}\nmac=${proofOf(text, secret)}\n`;
}

export const callSecrets = new Map([['slipway-lab-pi1-00c0ffee', { node: 'pi1', secret: callSecret }]]);
