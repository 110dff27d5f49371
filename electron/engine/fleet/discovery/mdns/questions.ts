import { mdnsServices } from './read-packet.ts';

export interface Question {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'PTR';
}

/** Two questions for a name, and a packet stays below the 1472 bytes that Ethernet carries whole. */
const namesPerPacket = 16;

/** Packets that ask for every Slipway node and SSH server, and for the named hosts. Pure. */
export function questionPackets(hostNames: readonly string[]): readonly (readonly Question[])[] {
  const services = mdnsServices.map((service) => ({ name: `${service}.local`, type: 'PTR' as const }));
  const packets: (readonly Question[])[] = [services];
  for (let at = 0; at < hostNames.length; at += namesPerPacket)
    packets.push(hostNames.slice(at, at + namesPerPacket).flatMap(hostQuestions));
  return packets;
}

export const hostQuestions = (hostName: string): readonly Question[] =>
  (['A', 'AAAA'] as const).map((type) => ({ name: `${hostName.replace(/\.local$/, '')}.local`, type }));

const firstPause = 1000;
const longestPause = 60_000;

/** How long to wait after the n-th round of questions, counted from 0: who boots later announces itself (RFC 6762 section 5.2). */
export const questionPause = (round: number): number => Math.min(longestPause, firstPause * 2 ** Math.min(round, 10));
