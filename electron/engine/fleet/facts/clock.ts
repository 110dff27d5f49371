import type { NodeFacts } from '../../../contract/facts.ts';
import { numberOf, type Sections } from './sections.ts';

/** When the desktop asked and had the answer, in milliseconds since 1970. */
export interface RoundTrip {
  readonly sentAt: number;
  readonly receivedAt: number;
}

const services = new Set(['systemd-timesyncd', 'chrony', 'chronyd', 'ntpsec', 'ntp', 'ntpd', 'openntpd']);

/** The clock of a node against the desktop's. */
export function clockFacts(sections: Sections, trip: RoundTrip): NodeFacts['time'] {
  const start = secondsOf(sections.first('clock-start'));
  const end = secondsOf(sections.first('clock-end'));
  const service = sections.first('clock-service');
  return {
    ...skew(start, end, trip),
    ...(start === undefined ? {} : { now: new Date(start * 1000).toISOString() }),
    ...synchronized(sections.lines('timedatectl')),
    ...(service !== undefined && services.has(service) ? { service } : {}),
  };
}

/**
 * As NTP does it (RFC 5905 section 8): the mean of both ways' differences, off by at most half of the time that was spent
 * on the way. The time the script itself took does not count.
 */
function skew(start: number | undefined, end: number | undefined, trip: RoundTrip): Partial<NodeFacts['time']> {
  if (start === undefined || end === undefined || end < start) return {};
  const sent = trip.sentAt / 1000;
  const received = trip.receivedAt / 1000;
  const onTheWay = Math.max(0, received - sent - (end - start));
  return { skewSeconds: round((start - sent + (end - received)) / 2), skewErrorSeconds: round(onTheWay / 2) };
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** `date +%s.%N`; busybox knows no `%N` and prints it or nothing. Years after 2200 are no clock of a Pi. */
function secondsOf(text: string | undefined): number | undefined {
  const seconds = numberOf(text?.replace(/\.(?:%?N)?$/, ''));
  return seconds !== undefined && seconds >= 0 && seconds < 7_258_118_400 ? seconds : undefined;
}

/** systemd 239 and later say `System clock synchronized: yes`, older ones `NTP synchronized: yes`. */
function synchronized(lines: readonly string[]): Partial<NodeFacts['time']> {
  const answer = lines.map((line) => /^\s*(?:System clock|NTP) synchronized: (yes|no)\s*$/.exec(line)?.[1]).find(Boolean);
  return answer === undefined ? {} : { synchronized: answer === 'yes' };
}
