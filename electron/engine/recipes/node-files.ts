import { createHash } from 'node:crypto';

/** A file that a recipe keeps on a node. */
export interface RecipeFile {
  readonly path: string;
  /** Octal: `0644`. */
  readonly mode: string;
  readonly content: string;
}

/** Shell: sets `missing` to the files of stdin (`sha256 path` a line) that are not there or differ. */
export const listMissing = `missing=''
while read -r sum path; do
  [ "$(sha256sum "$path" 2>/dev/null | cut -d' ' -f1)" = "$sum" ] || missing="$missing $path"
done
`;

/** What {@link listMissing} reads. */
export const fileSums = (files: readonly RecipeFile[]): string =>
  files.map(({ path, content }) => `${createHash('sha256').update(content).digest('hex')} ${path}\n`).join('');

/** Shell: puts the files of stdin (`mode path base64` a line) in their places, each in one move. */
export const putFiles = `while read -r mode path data; do
  mkdir -p "$(dirname "$path")"
  (umask 077; printf %s "$data" | base64 -d > "$path.slipway")
  chmod "$mode" "$path.slipway"
  mv -f "$path.slipway" "$path"
done
`;

/** What {@link putFiles} reads; contents are in no argument, so that secrets may be in them. */
export const filesInput = (files: readonly RecipeFile[]): string =>
  files.map(({ path, mode, content }) => `${mode} ${path} ${Buffer.from(content).toString('base64')}\n`).join('');
