import { useEffect, useEffectEvent, useId, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { t } from '../messages/en.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface DrawerProps {
  readonly title: string;
  readonly onClose: () => void;
  /** Beside the title: how it stands, and what can be done about it. */
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

/**
 * At the foot of a page, which goes on being used while it is open: nothing is covered by a scrim or made inert. Its heading
 * takes the focus; Escape gives it back to whatever opened it. Give it a `key` for each thing that it shows.
 */
export function Drawer({ title, onClose, actions, children }: DrawerProps): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  const [opener] = useState(() => document.activeElement);
  const id = useId();
  useEffect(() => heading.current?.focus(), []);
  const close = (): void => {
    onClose();
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  };
  useEscape(close);
  return (
    <section className="drawer" aria-labelledby={id}>
      <header className="drawer-head">
        <div className="drawer-title">
          <h2 id={id} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {actions}
        </div>
        <Button size="icon" variant="quiet" aria-label={t.shell.close} onPress={close}>
          <Icon name="close" size={14} />
        </Button>
      </header>
      <div className="drawer-body">{children}</div>
    </section>
  );
}

/** From anywhere on the page, but not from a dialog or a list that Escape closes first. */
function useEscape(close: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) close();
  });
  useEffect(() => {
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
