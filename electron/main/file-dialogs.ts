import type { BrowserWindow, FileFilter, OpenDialogOptions } from 'electron';
import type { FileKind } from '../contract/shell.ts';
import type { ElectronApi } from './electron-api.ts';

const all: FileFilter = { name: 'All files', extensions: ['*'] };

const filters: Readonly<Record<FileKind, FileFilter>> = {
  image: { name: 'Disk images', extensions: ['img', 'zip', 'gz', 'xz', 'zst'] },
  csv: { name: 'CSV tables', extensions: ['csv'] },
  key: { name: 'Public keys', extensions: ['pub'] },
};

/** The system's open dialog for a folder or a kind of file; undefined when the user cancels. */
export async function choose(
  dialog: ElectronApi['dialog'],
  window: BrowserWindow,
  kind: FileKind | 'folder',
): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, dialogOptions(kind));
  return canceled ? undefined : filePaths[0];
}

function dialogOptions(kind: FileKind | 'folder'): OpenDialogOptions {
  if (kind === 'folder') return { properties: ['openDirectory', 'createDirectory'] };
  return { properties: ['openFile', 'dontAddToRecent'], filters: [filters[kind], all] };
}
