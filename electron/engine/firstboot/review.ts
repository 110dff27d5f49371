import type { FileReview, FirstBootFile } from '../../contract/card.ts';
import type { ImageFacts } from '../../contract/image.ts';
import type { ClusterSecrets, NodeIdentity } from '../../contract/secrets.ts';

interface ReviewContext {
  readonly image: ImageFacts;
  readonly secrets: ClusterSecrets;
  readonly identity: NodeIdentity;
}

const mask = '••••••';

/** What people may see of the files: every secret masked by its value, beside what the image ships at the same path. */
export function reviewFiles(files: readonly FirstBootFile[], context: ReviewContext): readonly FileReview[] {
  const pattern = secretPattern(context);
  return files.map(({ path, content, purpose }) => {
    const original = context.image.boot?.files[path];
    const shown = { path, purpose, content: content.replace(pattern, mask) };
    return original === undefined ? shown : { ...shown, original };
  });
}

/** Matches every secret in each form that a file may hold it in, longest first. */
function secretPattern({ secrets, identity }: ReviewContext): RegExp {
  const { passwordHash, wifiKey } = secrets;
  const values = [passwordHash, wifiKey, identity.hostKey.privateKey, identity.phoneHomeSecret].filter(
    (value) => value !== undefined,
  );
  const forms = values
    .flatMap(formsOf)
    .sort((a, b) => b.length - a.length)
    .map(multiline);
  // The 64 digits derived from the Wi-Fi key are as good as the key itself.
  const derived = wifiKey === undefined ? [] : ['(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])'];
  return new RegExp([...forms, ...derived].join('|') || '(?!)', 'g');
}

function formsOf(value: string): readonly string[] {
  const inJson = JSON.stringify(value).slice(1, -1);
  const inShell = value.replaceAll("'", String.raw`'\''`);
  const inBase64 = Buffer.from(value, 'utf8').toString('base64');
  const lines = value.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'));
  return [...new Set([value.trim(), inJson, inShell.trim(), inBase64, ...(lines.length > 1 ? lines : [])])].filter(
    (form) => form !== '',
  );
}

/** The text as a pattern that also matches it indented, as YAML and here-documents have it. */
const multiline = (text: string): string =>
  text
    .split(/\r?\n/)
    .map(escapePattern)
    .join(String.raw`\r?\n[ \t]*`);

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
