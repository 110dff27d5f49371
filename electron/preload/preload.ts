import { contextBridge, ipcRenderer } from 'electron';
import { shellChannels, type PortMessage, type ShellBridge } from '../contract/shell.ts';

/** The page's window, as far as this script uses it. */
declare const window: { postMessage(message: PortMessage, targetOrigin: string, transfer: readonly object[]): void };

/** The event stays here: it holds `sender`, a way to every channel of main (headlamp `preload.ts`). */
const bridge: ShellBridge = {
  requestPort: () => ipcRenderer.send(shellChannels.requestPort),
  onEngineStopped: (callback) => void ipcRenderer.on(shellChannels.engineStopped, () => callback()),
  chooseFolder: () => ipcRenderer.invoke(shellChannels.chooseFolder),
  chooseFile: (kind) => ipcRenderer.invoke(shellChannels.chooseFile, kind),
  showItem: (path) => ipcRenderer.send(shellChannels.showItem, path),
  setBusy: (state) => ipcRenderer.send(shellChannels.setBusy, state),
};

contextBridge.exposeInMainWorld('slipway', bridge);

// A port cannot cross the context bridge; the window's own message event can carry it. It goes to this window only, whatever its origin.
ipcRenderer.on(shellChannels.port, (event) => window.postMessage('slipway:port', '*', event.ports));
