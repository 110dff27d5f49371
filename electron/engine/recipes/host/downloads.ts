import { SlipwayError } from '../../../contract/errors.ts';

/** Shell: `sha256_of FILE` prints the hash, nothing for what is not there. */
export const sha256Function = `sha256_of() { sha256sum "$1" 2>/dev/null | cut -d' ' -f1; }
`;

/** Shell: `fetch URL FILE`, patient with a Pi's network. Its failure ends the script as {@link downloadFailure} knows it. */
export const fetchFunction = `${sha256Function}work=/var/lib/slipway/download
mkdir -p $work
fetch() { curl -fsSL --retry 4 --retry-delay 2 --connect-timeout 15 -o "$2" "$1" || { echo "cannot download $1"; exit 5; }; }
put_program() { install -m 755 "$1" "/usr/local/bin/.$2.slipway" && mv -f "/usr/local/bin/.$2.slipway" "/usr/local/bin/$2"; }
`;

/** What the code of a download script means, with its last line: 4 no build, 5 cannot be had, 6 other bytes. */
export function downloadFailure(code: number, output: string): SlipwayError {
  const last = `${output.trimEnd().split('\n').at(-1) ?? ''}.`;
  if (code === 6) return new SlipwayError('kubernetes/checksum', last);
  if (code === 4) return new SlipwayError('kubernetes/unsupported', `There is ${last}`);
  return new SlipwayError('kubernetes/download', last);
}
