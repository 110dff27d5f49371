/**
 * What the page may ask of the Electron shell: `window.slipway`, put there by the preload script.
 * In the browser mode it is absent.
 */
export interface ShellBridge {
  /**
   * Asks for a connection to the engine. The port comes as a `message` event of the window itself (`event.source === window`,
   * `event.data === {@link PortMessage}`, `event.ports[0]`), because a context bridge can carry no ports: listen first, then ask.
   * Answered as soon as the engine runs, so a page asks again after its port closed.
   */
  requestPort(): void;
  /** Calls back when the engine process ended unexpectedly; it is started again at the next {@link requestPort}. */
  onEngineStopped(callback: () => void): void;
  /** The system's folder dialog; undefined when the user cancels. */
  chooseFolder(): Promise<string | undefined>;
  chooseFile(kind: FileKind): Promise<string | undefined>;
  /** Shows an absolute path in the file manager. */
  showItem(path: string): void;
  /** While cards are being written the shell keeps the machine awake and asks before closing. */
  setBusy(state: BusyState): void;
}

export type PortMessage = 'slipway:port';

/** `image`: an OS image to write. `csv`: a node table. `key`: a public key. */
export type FileKind = 'image' | 'csv' | 'key';

export interface BusyState {
  readonly busy: boolean;
  /** 0 to 1, for the bar in the dock or task bar; absent when not known. */
  readonly progress?: number;
}

/** Channels between preload and main. */
export const shellChannels = {
  requestPort: 'slipway:request-port',
  port: 'slipway:port',
  engineStopped: 'slipway:engine-stopped',
  chooseFolder: 'slipway:choose-folder',
  chooseFile: 'slipway:choose-file',
  showItem: 'slipway:show-item',
  setBusy: 'slipway:set-busy',
} as const;
