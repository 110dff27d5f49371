/**
 * Text from outside (a drive's model, a volume label) without what could make it look like something else:
 * control, zero-width and bidirectional characters; runs of white space become one space.
 */
export const plainText = (text: string): string =>
  text
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, '')
    .trim();
