import { useEffect } from 'react';

/** Brings the field of a finding into view and focuses it; `field` is its path, `nodes.2.address`. */
export function useFieldFocus(field: string | undefined): void {
  useEffect(() => {
    if (field === undefined) return;
    const target = closestField(field);
    const folded = target?.closest('details');
    if (folded instanceof HTMLDetailsElement) folded.open = true;
    target?.scrollIntoView({ block: 'center' });
    target?.focus();
  }, [field]);
}

/** A finding may be about a part that has no field of its own (`login.authorizedKeys.0`): then the nearest one above counts. */
function closestField(field: string): HTMLElement | null {
  const parts = field.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const found = document.getElementById(`f-${parts.slice(0, length).join('.')}`);
    if (found !== null) return found;
  }
  return document.querySelector<HTMLElement>(`[id^="f-${CSS.escape(field)}."]`);
}
