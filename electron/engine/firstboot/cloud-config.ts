import { Document, isScalar, Scalar, visit, type Tags } from 'yaml';

/**
 * YAML that every cloud-init reads, back to PyYAML 3.13 of Debian 10: YAML 1.1 quoting rules, LF, no BOM, no folded
 * lines, and only ASCII. That PyYAML refuses a whole file for one emoji, and takes U+2028 for a line break, so anything
 * beyond ASCII is escaped inside double quotes.
 */
export function cloudYaml(value: unknown): string {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false, customTags: withoutMerge });
  visit(document, {
    Scalar: (_key, node) => {
      quoteOddText(node);
    },
  });
  return document.toString({ lineWidth: 0, directives: false }).replace(/[^\0-\u007e]/gu, escapeCharacter);
}

/** A `#cloud-config` file. Its first line must be exactly that, or cloud-init ignores all of it. */
export function cloudConfig(value: unknown, comment: string): string {
  return `#cloud-config\n# ${asciiLine(comment)}\n${cloudYaml(value)}`;
}

/** Text for a comment: one line of ASCII. */
export const asciiLine = (text: string): string => text.replace(/[^ -~]+/g, '?');

/** Text `<<` is text, not a merge key. */
const withoutMerge = (tags: Tags): Tags => tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge');

/** Plain `=` and `<<` are types of their own in YAML 1.1, and PyYAML refuses them as text. */
function quoteOddText(node: unknown): void {
  if (!isScalar(node) || typeof node.value !== 'string') return;
  if (/[^\n -~]/.test(node.value) || node.value === '=' || node.value === '<<') node.type = Scalar.QUOTE_DOUBLE;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
