import type { ShellBridge } from '../../electron/contract/shell.ts';

declare global {
  interface Window {
    readonly slipway?: ShellBridge;
  }
}

/** Everything the page finds at `window.slipway`. */
export const bridgeNames = [
  'chooseFile',
  'chooseFolder',
  'onEngineStopped',
  'requestPort',
  'setBusy',
  'showItem',
] as const satisfies readonly (keyof ShellBridge)[];
