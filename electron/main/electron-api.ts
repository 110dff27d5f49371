import type * as Electron from 'electron';

/** What the shell uses of Electron. `main.ts` hands in the real thing, tests a stand-in that runs the same code without the binary. */
export type ElectronApi = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'session'
  | 'shell'
  | 'utilityProcess'
>;
