import type { ReactElement } from 'react';

/** A sentence of the engine: what stands in back quotes is to be typed as it is. */
export const Prose = ({ text }: { readonly text: string }): ReactElement => (
  <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>
);
