import type { ReactElement, ReactNode } from 'react';
import { Icon } from './icon.tsx';

interface DisclosureProps {
  readonly summary: ReactNode;
  readonly children: ReactNode;
  readonly open?: boolean;
}

/** More, for those who want it. The browser's own element: it opens for find-in-page too. */
export function Disclosure({ summary, children, open }: DisclosureProps): ReactElement {
  return (
    <details className="disclosure" open={open}>
      <summary>
        <Icon name="chevron" size={13} />
        {summary}
      </summary>
      <div className="disclosure-body">{children}</div>
    </details>
  );
}
