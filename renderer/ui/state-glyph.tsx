import type { ReactElement } from 'react';
import type { Tone } from '../state/rack-model.ts';

const glyphs: Readonly<Record<Tone, string>> = { ok: '✓', run: '◐', bad: '!', warn: '△', idle: '○' };

/** The sign of a tone, the same on the rack and in lists; the words beside it say what it means. */
export const glyphOf = (tone: Tone): string => glyphs[tone];

export const StateGlyph = ({ tone }: { readonly tone: Tone }): ReactElement => (
  <span className={`state-glyph text-${tone}`} aria-hidden="true">
    {glyphs[tone]}
  </span>
);
