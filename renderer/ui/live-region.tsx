import type { ReactElement } from 'react';
import { useView } from '../state/view.ts';

/** What screen readers are told, politely. Two regions take turns, so that the same words twice are said twice. */
export function LiveRegion(): ReactElement {
  const { text, count } = useView((view) => view.announcement);
  return (
    <div className="visually-hidden">
      <p role="status">{count % 2 === 0 ? text : ''}</p>
      <p role="status">{count % 2 === 1 ? text : ''}</p>
    </div>
  );
}
