import type { FirstBootFile } from '../contract/card.ts';

/** The bytes of a first-boot file as they will stand on the card. */
export const fileBytes = ({ content, encoding }: Pick<FirstBootFile, 'content' | 'encoding'>): Buffer =>
  Buffer.from(content, encoding ?? 'utf8');
