import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { SlipwayError } from '../contract/errors.ts';
import type { ElectronApi } from './electron-api.ts';
import { isPage } from './page-address.ts';

type SenderEvent = Pick<IpcMainEvent | IpcMainInvokeEvent, 'sender' | 'senderFrame'>;

/** Listens to the page, and to nobody else. The only place that touches `ipcMain`. */
export interface PageIpc {
  /** A question of the page; rejects with `engine/bad-request` for a stranger or a payload that does not parse. */
  handle<T>(channel: string, schema: z.ZodType<T>, answer: (payload: T, event: SenderEvent) => Promise<unknown>): void;
  /** A word of the page that wants no answer; strangers and unparsable payloads are ignored. */
  listen<T>(channel: string, schema: z.ZodType<T>, act: (payload: T, event: SenderEvent) => void): void;
}

export function createPageIpc(ipcMain: ElectronApi['ipcMain']): PageIpc {
  return {
    handle: (channel, schema, answer) =>
      ipcMain.handle(channel, (event, payload: unknown) => {
        const parsed = schema.safeParse(payload);
        if (!isOurPage(event) || !parsed.success) throw new SlipwayError('engine/bad-request', channel);
        return answer(parsed.data, event);
      }),
    listen: (channel, schema, act) => {
      ipcMain.on(channel, (event, payload: unknown) => {
        const parsed = schema.safeParse(payload);
        if (isOurPage(event) && parsed.success) act(parsed.data, event);
      });
    },
  };
}

/** The main frame of our page: not a frame inside it, not what came after a navigation (microsoft/vscode `validatedIpcMain`). */
function isOurPage({ sender, senderFrame }: SenderEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isPage(senderFrame.url);
}
