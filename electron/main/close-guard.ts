import type { BrowserWindow } from 'electron';
import type { BusyState } from '../contract/shell.ts';
import type { ElectronApi } from './electron-api.ts';

/** Keeps the machine awake and the window open while cards are being written. */
export interface CloseGuard {
  setBusy(state: BusyState): void;
}

/** Asks before the window closes while cards are open: a card that is cut off has to be written again from the start. */
export function guardClosing(electron: Pick<ElectronApi, 'dialog' | 'powerSaveBlocker'>, window: BrowserWindow): CloseGuard {
  const wake = createWakeLock(electron.powerSaveBlocker);
  let state: BusyState = { busy: false };
  let answer: 'none' | 'asked' = 'none';
  window.on('close', (event) => {
    if (!state.busy) return;
    event.preventDefault();
    if (answer === 'asked') return;
    answer = 'asked';
    void mayClose(electron.dialog, window).then((agreed) => {
      answer = 'none';
      if (agreed) window.destroy();
    });
  });
  window.on('closed', () => wake(false));
  return {
    setBusy: (next) => {
      state = next;
      wake(next.busy);
      if (!window.isDestroyed()) window.setProgressBar(barOf(next));
    },
  };
}

/** Electron's scale: below 0 no bar, above 1 a bar that only says "busy". */
const barOf = ({ busy, progress }: BusyState): number => (busy ? (progress ?? 2) : -1);

function createWakeLock(blocker: ElectronApi['powerSaveBlocker']): (wanted: boolean) => void {
  let id: number | undefined;
  return (wanted) => {
    if (wanted) id ??= blocker.start('prevent-app-suspension');
    else if (id !== undefined) {
      blocker.stop(id);
      id = undefined;
    }
  };
}

async function mayClose(dialog: ElectronApi['dialog'], window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: 'Cards are being written',
    detail: 'If you close Slipway now, cards that are not done cannot be used until they are written again.',
    buttons: ['Keep writing', 'Stop and close'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
