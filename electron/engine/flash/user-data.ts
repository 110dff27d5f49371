import { Scalar, visit } from 'yaml';
import { SlipwayError } from '../../contract/errors.ts';
import { replaceWifi, takesWifi, type Wifi } from './wifi-lines.ts';
import { parseYamlMap, scalarSource, setYamlValue } from './yaml-value.ts';

/**
 * Says whether a file can be user-data: cloud-init ignores all of it unless its first line is exactly `#cloud-config`
 * (hypriot/flash #142), and unless it is YAML. Errors: `firstboot/bad-file`, in the words that scripts look for.
 */
export function checkUserData(text: string, source: string): void {
  if (!/^#cloud-config[ \t]*\n/.test(`${text}\n`)) throw notYaml(source, 'Its first line must be #cloud-config.');
  const parsed = parseYamlMap(text);
  if (parsed.kind === 'wrong') throw notYaml(source, parsed.reason);
}

/** The error that hypriot/flash gave the same sentence for. */
export const notYaml = (source: string, reason: string): SlipwayError =>
  new SlipwayError('firstboot/bad-file', `File ${source} is not a valid YAML file! ${reason}`);

/** user-data with another host name: the key `hostname` at the top, and nothing that only looks like it. */
export const withHostname = (text: string, hostname: string): string =>
  setYamlValue(text, { path: ['hostname'], value: hostname, quoted: false });

/** user-data with other Wi-Fi values, in every file it writes that has active `ssid=` or `psk=` lines. */
export function withWifi(text: string, wifi: Wifi): string {
  const scalars = scalarsOf(text).filter(({ value }) => replaceWifi(value, wifi) !== value);
  return scalars.reduceRight((changed, scalar) => replaceScalar(changed, scalar, wifi), text);
}

/** Whether user-data writes a file that {@link withWifi} would change. */
export const takesWifiSettings = (text: string): boolean => scalarsOf(text).some(({ value }) => takesWifi(value));

interface TextScalar {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly literal: boolean;
}

function scalarsOf(text: string): readonly TextScalar[] {
  const parsed = parseYamlMap(text);
  const scalars: TextScalar[] = [];
  if (parsed.kind !== 'map') return scalars;
  visit(parsed.document, {
    Scalar(_key, { value, range, type }) {
      if (typeof value === 'string' && range)
        scalars.push({ value, start: range[0], end: range[1], literal: type === Scalar.BLOCK_LITERAL });
    },
  });
  return scalars.sort((a, b) => a.start - b.start);
}

/** The lines of a literal block are the lines of the file; any other scalar is written anew, in quotes. */
function replaceScalar(text: string, { value, start, end, literal }: TextScalar, wifi: Wifi): string {
  const [before, own, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  if (literal) return before + replaceWifi(own, wifi) + after;
  const newline = own.endsWith('\n') ? '\n' : '';
  return before + scalarSource(replaceWifi(value, wifi), true) + newline + after;
}
