import type { BusyState, FileKind, ShellBridge } from '../../electron/contract/shell.ts';

/** What this shell offers beyond a web page; components ask here and nowhere else which shell they are in. */
export interface Capabilities {
  /** Native choosers; absent in a browser, where paths are typed. */
  readonly chooseFolder?: () => Promise<string | undefined>;
  readonly chooseFile?: (kind: FileKind) => Promise<string | undefined>;
  readonly showItem?: (path: string) => void;
  readonly setBusy: (state: BusyState) => void;
}

/** @param shell `window.slipway`, undefined in a browser */
export function capabilitiesOf(shell: ShellBridge | undefined): Capabilities {
  if (shell === undefined) return { setBusy: () => undefined };
  return {
    chooseFolder: () => shell.chooseFolder(),
    chooseFile: (kind) => shell.chooseFile(kind),
    showItem: (path) => shell.showItem(path),
    setBusy: (state) => shell.setBusy(state),
  };
}
