import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

type Kind = 'info' | 'ok' | 'warn' | 'bad';

const icons: Readonly<Record<Kind, IconName>> = { info: 'info', ok: 'check', warn: 'alert', bad: 'stop' };

interface CalloutProps {
  readonly kind: Kind;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Read out as soon as it appears. */
  readonly urgent?: boolean;
}

export function Callout({ kind, title, children, actions, urgent = false }: CalloutProps): ReactElement {
  return (
    <div className={`callout callout-${kind}`} {...(urgent ? { role: 'alert' } : {})}>
      <Icon name={icons[kind]} size={18} />
      <div className="callout-body">
        {title === undefined ? null : <p className="strong">{title}</p>}
        {children}
        {actions === undefined ? null : <div className="callout-actions">{actions}</div>}
      </div>
    </div>
  );
}
