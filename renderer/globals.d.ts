import type { ShellBridge } from '../electron/contract/shell.ts';

declare global {
  interface Window {
    /** What `electron/preload/` hands to the page; absent in a browser. */
    readonly slipway?: ShellBridge;
  }
}
