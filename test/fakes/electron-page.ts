import type { MessagePort } from 'node:worker_threads';
import type { IpcRenderer } from 'electron';
import type { FakeContents, FakeElectron } from './electron.ts';

/** The frame that a message claims to come from. */
export interface FakeFrame {
  url: string;
}

/** The page's side of IPC for the contents of a window; `frame` is its main frame unless a test says otherwise. */
export function fakeIpcRenderer(electron: FakeElectron, contents: FakeContents, frame: FakeFrame | null = contents.mainFrame) {
  const event = (): object => ({ sender: contents, senderFrame: frame });
  return {
    send: (channel: string, ...args: unknown[]) => void electron.ipc.emit(channel, event(), ...args),
    invoke: (channel: string, ...args: unknown[]): Promise<unknown> =>
      new Promise((resolve) => resolve(electron.ipc.handlers.get(channel)?.(event(), ...args))),
    on: (channel: string, listener: (event: { readonly ports: readonly MessagePort[] }, ...args: unknown[]) => void) =>
      void contents.toPage.on(channel, listener),
  } satisfies { [Name in keyof Pick<IpcRenderer, 'send' | 'invoke' | 'on'>]: unknown };
}
