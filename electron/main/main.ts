import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  powerSaveBlocker,
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { startShell } from './shell.ts';
import { shellPaths } from './shell-paths.ts';

const { argv, env, platform, resourcesPath } = process;
const packaged = app.isPackaged;

startShell(
  { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, powerSaveBlocker, protocol, session, shell, utilityProcess },
  {
    paths: shellPaths({ mainDir: import.meta.dirname, packaged, resourcesPath, platform, env }),
    practice: argv.includes('--practice'),
    packaged,
    platform,
    env,
    now: () => Date.now(),
  },
).catch((error: unknown) => {
  dialog.showErrorBox('Slipway cannot start', error instanceof Error ? error.message : String(error));
  app.exit(1);
});
