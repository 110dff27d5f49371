import { useState, type ReactElement, type ReactNode } from 'react';
import { Icon } from './icon.tsx';

interface DisclosureProps {
  readonly summary: ReactNode;
  readonly children: ReactNode;
  readonly open?: boolean;
  /** Long content is made when it is opened, and find-in-page does not see it before. */
  readonly late?: boolean;
}

/** More, for those who want it. The browser's own element: it opens for find-in-page too. */
export function Disclosure({ summary, children, open = false, late = false }: DisclosureProps): ReactElement {
  const [opened, setOpened] = useState(open);
  return (
    <details className="disclosure" open={open} onToggle={late ? (event) => setOpened(event.currentTarget.open) : undefined}>
      <summary>
        <Icon name="chevron" size={13} />
        {summary}
      </summary>
      <div className="disclosure-body">{late && !opened ? null : children}</div>
    </details>
  );
}
