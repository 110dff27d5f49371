/**
 * What a card and this computer agree on. A node calls every desktop address that was known when its card was written, at
 * each of these ports: several Slipways on one computer take one each. None is registered with IANA.
 */
export const phoneHomePorts = [47_915, 47_916, 47_917] as const;
export const phoneHomePath = '/slipway/phone-home';

/** First line of a call; further lines are `key=value` in the order node, instance, boot, count, addresses, mac. */
export const phoneHomeGreeting = 'slipway-phone-home 1';
