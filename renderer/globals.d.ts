interface Window {
  /** What `electron/preload/` hands to the page; absent in a browser. */
  readonly slipway?: import('../electron/contract/shell.ts').ShellBridge;
}
