import { Document, Scalar } from 'yaml';

type Quoting = typeof Scalar.PLAIN | typeof Scalar.QUOTE_DOUBLE | typeof Scalar.QUOTE_SINGLE;
export type ScalarValue = string | number | boolean | null;

/** A value as YAML on one line that means the same in block and flow style; quoted where it must be. */
export function yamlScalar(value: ScalarValue, quoting: Quoting = Scalar.PLAIN): string {
  const scalar = new Scalar(value);
  if (typeof value === 'string') scalar.type = /[\p{Cc}\u2028\u2029]/u.test(value) ? Scalar.QUOTE_DOUBLE : quoting;
  const document = new Document([scalar]);
  const text = document.toString({ collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false });
  return text.slice(text.indexOf('[') + 1, text.lastIndexOf(']'));
}
