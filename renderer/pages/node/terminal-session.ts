import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import type { TerminalEvent } from '../../../electron/contract/terminal.ts';
import { t } from '../../messages/en.ts';
import { onOtherColours } from '../../state/use-theme.ts';
import type { Client } from '../../state/wire.ts';
import { adoptStyles } from './adopted-styles.ts';

interface TerminalSession {
  readonly client: Client;
  readonly dir: string;
  readonly node: string;
  readonly place: HTMLElement;
  /** The shell is gone: by itself where `error` is absent. */
  readonly onEnd: (error: unknown) => void;
}

/** Shows a shell of the node in `place`, and ends it when the returned function is called. */
export function startTerminal({ client, dir, node, place, onEnd }: TerminalSession): () => void {
  const { terminal, fit, dispose } = emulator(place, t.node.terminal.label(node));
  const stop = new AbortController();
  let id: string | undefined;
  const send = (data: string): void => {
    if (id !== undefined) client.terminals.write.mutate({ id, data }).catch(onEnd);
  };
  const resize = (): void => {
    fit();
    if (id !== undefined) client.terminals.resize.mutate({ id, rows: terminal.rows, columns: terminal.cols }).catch(ignore);
  };
  terminal.onData(send);
  const watcher = new ResizeObserver(resize);
  const begin = async (): Promise<void> => {
    const opened = await client.terminals.open.mutate({ dir, node, rows: terminal.rows, columns: terminal.cols });
    if (stop.signal.aborted) return void client.terminals.close.mutate(opened).catch(ignore);
    ({ id } = opened);
    watcher.observe(place);
    terminal.focus();
    const feed = client.terminals.watch.subscribe(opened, {
      onData: ({ data }) => show(terminal, data, onEnd),
      onError: onEnd,
    });
    stop.signal.addEventListener('abort', () => feed.unsubscribe());
  };
  void begin().catch(onEnd);
  return () => {
    stop.abort();
    watcher.disconnect();
    if (id !== undefined) client.terminals.close.mutate({ id }).catch(ignore);
    dispose();
  };
}

/** What has ended already needs no size and no end. */
const ignore = (): void => undefined;

function show(terminal: Terminal, event: TerminalEvent, onEnd: (error: unknown) => void): void {
  switch (event.kind) {
    case 'output':
      if (event.gap) terminal.write(`${t.node.terminal.gap}\r\n`);
      terminal.write(event.text);
      return;
    case 'ended':
      onEnd(event.error === undefined ? undefined : { data: { slipway: event.error } });
  }
}

/** The colours are the page's own; screen readers get every line, and one key leads out of it. */
function emulator(place: HTMLElement, label: string) {
  const releaseStyles = adoptStyles(document);
  const terminal = new Terminal({
    screenReaderMode: true,
    scrollback: 5_000,
    fontFamily: tokenOf('--mono'),
    fontSize: 13,
    theme: coloursOfPage(),
  });
  const leaveColours = onOtherColours(() => {
    terminal.options.theme = coloursOfPage();
  });
  const addon = new FitAddon();
  terminal.loadAddon(addon);
  terminal.open(place);
  terminal.textarea?.setAttribute('aria-label', label);
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.key !== 'Escape' || !event.ctrlKey || !event.shiftKey) return true;
    terminal.blur();
    place.closest('section')?.querySelector('button')?.focus();
    return false;
  });
  addon.fit();
  return {
    terminal,
    fit: () => addon.fit(),
    dispose: () => {
      leaveColours();
      terminal.dispose();
      releaseStyles();
    },
  };
}

const tokenOf = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const coloursOfPage = (): ITheme => ({
  background: tokenOf('--sunken'),
  foreground: tokenOf('--ink'),
  cursor: tokenOf('--accent'),
  selectionBackground: tokenOf('--accent-soft'),
});
