import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState, type ReactElement } from 'react';
import { t } from '../messages/en.ts';
import { useEngine } from '../state/engine.ts';
import { setTheme, useView, type Theme } from '../state/view.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { FaultOf } from '../ui/fault.tsx';
import { Icon } from '../ui/icon.tsx';
import { Modal } from '../ui/modal.tsx';

const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** The line at the foot of the window: what happens now, the log, the colours. */
export function ActivityBar(): ReactElement {
  const { client } = useEngine();
  const [logOpen, setLogOpen] = useState(false);
  const activity = useView((view) => view.activity);
  useLogKey(() => setLogOpen(true));
  return (
    <footer className="activity" aria-label={t.shell.activityLabel}>
      <span className="activity-text mono">{activity === '' ? t.shell.idle : activity}</span>
      <ThemeSwitch />
      <Button size="small" variant="quiet" onPress={() => setLogOpen(true)}>
        {t.shell.diagnostics.open}
        <kbd aria-hidden="true">{t.shell.diagnostics.key}</kbd>
      </Button>
      <CopyButton label={t.shell.diagnostics.copy} text={() => client.app.diagnostics.query()} />
      <LogDialog open={logOpen} onClose={() => setLogOpen(false)} />
    </footer>
  );
}

/** Control+L from anywhere but a terminal, where a shell has a use for it. */
function useLogKey(open: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent): void => {
    if (event.key !== 'l' || !event.ctrlKey || event.shiftKey || event.altKey || event.defaultPrevented) return;
    event.preventDefault();
    open();
  });
  useEffect(() => {
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function ThemeSwitch(): ReactElement {
  const theme = useView((view) => view.theme);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  return (
    <Button size="small" variant="quiet" onPress={() => setTheme(next)}>
      {`${t.shell.theme.label}: ${t.shell.theme[theme].toLowerCase()}`}
    </Button>
  );
}

function LogDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): ReactElement {
  const { client } = useEngine();
  const log = useQuery({
    queryKey: ['diagnostics', open],
    queryFn: () => client.app.diagnostics.query(),
    enabled: open,
    gcTime: 0,
  });
  const { diagnostics } = t.shell;
  return (
    <Modal title={diagnostics.title} open={open} onClose={onClose} wide>
      <p className="sub">{diagnostics.lead}</p>
      <FaultOf thrown={log.error} />
      <pre className="code" tabIndex={0} aria-label={diagnostics.title}>
        {log.data ?? diagnostics.loading}
      </pre>
      <div className="dialog-actions">
        <CopyButton label={diagnostics.copy} text={() => log.data ?? ''} />
        <Button onPress={onClose} autoFocus>
          <Icon name="close" size={13} />
          {t.shell.close}
        </Button>
      </div>
    </Modal>
  );
}
