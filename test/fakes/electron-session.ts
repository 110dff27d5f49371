import { EventEmitter } from 'node:events';
import type { Session, WebRequest } from 'electron';

type Handlers = {
  readonly [
    Name in
      'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setDisplayMediaRequestHandler'
  ]?: Parameters<Session[Name]>[0];
};

/** A session that remembers the handlers it was given, and answers as Electron would with them. */
export interface FakeSession {
  readonly api: EventEmitter;
  handlers(): Handlers;
  /** The URL patterns whose requests are looked at, and what becomes of such a request. */
  filter(): { readonly urls: readonly string[]; readonly cancels: boolean };
}

export function fakeSession(): FakeSession {
  let handlers: Handlers = {};
  let urls: readonly string[] = [];
  let cancels = false;
  const onBeforeRequest = (
    filter: { urls?: string[] },
    listener: (details: never, callback: (answer: { cancel?: boolean }) => void) => void,
  ) => {
    urls = filter.urls ?? [];
    listener({} as never, ({ cancel = false }) => void (cancels = cancel));
  };
  const api = Object.assign(new EventEmitter(), {
    webRequest: { onBeforeRequest } satisfies { [Name in keyof Pick<WebRequest, 'onBeforeRequest'>]: (...args: never[]) => void },
    ...({
      setPermissionRequestHandler: (handler) => void (handlers = { ...handlers, setPermissionRequestHandler: handler }),
      setPermissionCheckHandler: (handler) => void (handlers = { ...handlers, setPermissionCheckHandler: handler }),
      setDevicePermissionHandler: (handler) => void (handlers = { ...handlers, setDevicePermissionHandler: handler }),
      setDisplayMediaRequestHandler: (handler) => void (handlers = { ...handlers, setDisplayMediaRequestHandler: handler }),
    } satisfies Pick<Session, keyof Handlers>),
  });
  return { api, handlers: () => handlers, filter: () => ({ urls, cancels }) };
}
