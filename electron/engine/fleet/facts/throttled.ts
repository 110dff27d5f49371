import { throttleFlags, type Throttled, type ThrottleFlag } from '../../../contract/facts.ts';

/**
 * Decodes `throttled=0x50005`: bits 0 to 3 tell what is so now, bits 16 to 19 what was since the last boot
 * (raspberrypi.com/documentation/computers/os.html#get_throttled). Undefined for anything else.
 */
export function decodeThrottled(text: string): Throttled | undefined {
  const digits = /^(?:throttled=)?(?:0x)?([0-9a-f]{1,8})$/i.exec(text.trim())?.[1];
  if (digits === undefined) return undefined;
  const bits = Number.parseInt(digits, 16);
  const flags = (shift: number): readonly ThrottleFlag[] =>
    throttleFlags.filter((_, index) => ((bits >>> (index + shift)) & 1) === 1);
  return { now: flags(0), ever: flags(16) };
}
