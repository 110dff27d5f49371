import type { BrowserWindow } from 'electron';
import { shellChannels } from '../contract/shell.ts';
import type { CloseGuard } from './close-guard.ts';
import type { ElectronApi } from './electron-api.ts';
import type { EngineHost } from './engine-host.ts';
import { choose } from './file-dialogs.ts';
import { createPageIpc } from './ipc.ts';
import { absolutePath, busyState, fileKind, nothing } from './requests.ts';

interface Parts {
  readonly electron: ElectronApi;
  readonly engine: EngineHost;
  readonly window: BrowserWindow;
  readonly closing: CloseGuard;
}

/** Answers what the page asks through `window.slipway`. */
export function servePageRequests({ electron, engine, window, closing }: Parts): void {
  const ipc = createPageIpc(electron.ipcMain);
  ipc.listen(shellChannels.requestPort, nothing, (_, { sender }) => {
    const port = engine.connect();
    if (port !== undefined) sender.postMessage(shellChannels.port, null, [port]);
  });
  ipc.handle(shellChannels.chooseFolder, nothing, () => choose(electron.dialog, window, 'folder'));
  ipc.handle(shellChannels.chooseFile, fileKind, (kind) => choose(electron.dialog, window, kind));
  ipc.listen(shellChannels.showItem, absolutePath, (path) => electron.shell.showItemInFolder(path));
  ipc.listen(shellChannels.setBusy, busyState, (state) => closing.setBusy(state));
}
