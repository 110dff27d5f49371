import { SlipwayError } from '../../contract/errors.ts';
import type { FlashSettings, SourceFile } from '../../contract/flash.ts';
import { fileNameOf } from './source-name.ts';
import { checkUserData, notYaml } from './user-data.ts';
import { parseYamlMap } from './yaml-value.ts';

/**
 * Refuses settings that would do harm or nothing, before a byte is downloaded or written.
 * Errors: `firstboot/bad-file` (a file that its reader would ignore), `cli/usage` (a name or Wi-Fi value that cannot be one).
 */
export function checkSettings(settings: FlashSettings): void {
  const { userData, metaData, deviceInit, files, hostname, ssid, wifiKey } = settings;
  if (userData !== undefined) checkUserData(userData.text, userData.source);
  for (const file of [metaData, deviceInit]) if (file !== undefined) checkYaml(file);
  checkNames(files);
  checkHostname(hostname);
  checkWifi('SSID', ssid, /^[^\u0000-\u001F\u007F]+$/u);
  checkWifi('Wi-Fi key', wifiKey, /^[ -~]+$/);
  if (ssid !== undefined && Buffer.byteLength(ssid, 'utf8') > 32)
    throw new SlipwayError('cli/usage', 'An SSID has at most 32 bytes.');
}

/** UTF-8 text as every reader on the card takes it: Windows editors add a BOM and CR, and cloud-init then ignores the file. */
export function plainLines(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

function checkYaml({ source, text }: SourceFile): void {
  if (/occi/.test(source)) return;
  const parsed = parseYamlMap(text);
  if (parsed.kind === 'wrong') throw notYaml(source, parsed.reason);
}

function checkNames(files: readonly SourceFile[]): void {
  const names = files.map(({ source }) => fileNameOf(source).toLowerCase());
  for (const [index, { source }] of files.entries()) {
    if (/^$|^\.\.?$|[\u0000-\u001F"*/:<>?|\\]/.test(names[index] ?? ''))
      throw new SlipwayError('firstboot/bad-file', `${source} ends with no name that a card can hold.`);
    if (names.indexOf(names[index] ?? '') !== index)
      throw new SlipwayError('firstboot/bad-file', `Two files would be called ${names[index] ?? ''} on the card.`);
  }
}

/** RFC 1123, with dots: what hypriot/flash put through sed as it came could change the rest of the file. */
function checkHostname(hostname: string | undefined): void {
  if (hostname === undefined) return;
  const labels = hostname.split('.');
  if (hostname.length > 253 || !labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label)))
    throw new SlipwayError('cli/usage', `${JSON.stringify(hostname)} is no host name: letters, digits and hyphens.`);
}

/** The value itself is not repeated: a key is a secret. */
function checkWifi(what: string, value: string | undefined, pattern: RegExp): void {
  if (value !== undefined && !pattern.test(value))
    throw new SlipwayError('cli/usage', `The ${what} is empty, or has characters that it cannot have.`);
}
