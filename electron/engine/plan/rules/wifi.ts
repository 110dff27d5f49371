import type { Finding } from '../../../contract/finding.ts';
import { countryCodes, mistakenCodes } from '../country-codes.ts';
import { error, listed, quote, set, warning, type CheckContext, type Rule } from './rule.ts';

/** Wi-Fi: a network name and a country that the radio can use, on boards that have one. */
export const wifiRules: Rule = (context) => {
  const { wifi } = context.plan.network;
  if (wifi === undefined) return unreachableBoards(context);
  return [...ssidFindings(wifi.ssid), ...countryFindings(wifi.country), ...boardsWithoutWifi(context)];
};

/** IEEE 802.11: 1 to 32 octets. Control characters cannot be carried through wpa_supplicant.conf and netplan alike. */
function ssidFindings(ssid: string): readonly Finding[] {
  const path = ['network', 'wifi', 'ssid'];
  const bytes = Buffer.byteLength(ssid);
  const fix = 'Copy the name of the network from your router or phone.';
  if (bytes < 1 || bytes > 32)
    return [error({ code: 'wifi-ssid-length', path, message: `The Wi-Fi name has ${bytes} bytes; 1 to 32 are possible.`, fix })];
  if (/\p{Cc}/u.test(ssid))
    return [error({ code: 'wifi-ssid-control', path, message: `The Wi-Fi name ${quote(ssid)} holds a control character.`, fix })];
  if (ssid.trim() === ssid) return [];
  const edits = set(path, ssid.trim());
  return [
    warning({
      code: 'wifi-ssid-spaces',
      path,
      message: `The Wi-Fi name ${quote(ssid)} has spaces around it.`,
      fix: 'Remove them if the network has none.',
      edits,
    }),
  ];
}

function countryFindings(country: string): readonly Finding[] {
  if (countryCodes.has(country)) return [];
  const upper = country.trim().toUpperCase();
  const better = countryCodes.has(upper) ? upper : mistakenCodes.get(upper);
  const path = ['network', 'wifi', 'country'];
  return [
    error({
      code: 'wifi-country',
      path,
      message: `${quote(country)} is no country code, so the radio would stay off.`,
      fix: better === undefined ? 'Write the two letters of ISO 3166, such as PT.' : `Write ${better}.`,
      ...(better !== undefined && { edits: set(path, better) }),
    }),
  ];
}

function boardsWithoutWifi(context: CheckContext): readonly Finding[] {
  return entriesWhere(context, ({ wifi, ethernet }) => !wifi && ethernet)
    .map(({ entry, names, boardName }) =>
      warning({
        code: 'wifi-missing-on-board',
        path: ['nodes', entry, 'board'],
        message: `The ${boardName} has no Wi-Fi: ${listed(names)} will use the cable only.`,
        fix: 'Plug in the cable.',
      }),
    )
    .concat(unreachableBoards(context));
}

/** A board with neither a socket nor, in this plan, Wi-Fi can never be reached. */
function unreachableBoards(context: CheckContext): readonly Finding[] {
  const planned = context.plan.network.wifi !== undefined;
  return entriesWhere(context, ({ wifi, ethernet }) => !ethernet && !(wifi && planned)).map(({ entry, names, boardName }) =>
    warning({
      code: 'board-without-network',
      path: ['nodes', entry, 'board'],
      message: `The ${boardName} has no Ethernet and ${planned ? 'no Wi-Fi' : 'the plan gives no Wi-Fi'}: ${listed(names)} cannot be reached.`,
      fix: planned ? 'Use a USB network adapter, or another board.' : 'Add network.wifi, or use a USB network adapter.',
    }),
  );
}

interface EntryOfBoard {
  readonly entry: number;
  readonly names: readonly string[];
  readonly boardName: string;
}

function entriesWhere(
  { nodes }: CheckContext,
  test: (board: { wifi: boolean; ethernet: boolean }) => boolean,
): readonly EntryOfBoard[] {
  const found = new Map<number, EntryOfBoard>();
  for (const { node, board } of nodes) {
    if (board === undefined || !test(board)) continue;
    const names = [...(found.get(node.entry)?.names ?? []), node.name];
    found.set(node.entry, { entry: node.entry, names, boardName: board.name });
  }
  return [...found.values()];
}
