import { describe, expect, it } from 'vitest';
import { guardContents, guardSession } from '../../../electron/main/guards.ts';
import { fakeElectron, preventable, type FakeContents } from '../../fakes/electron.ts';

function guarded(): { readonly contents: FakeContents; readonly opened: string[] } {
  const electron = fakeElectron();
  const opened: string[] = [];
  electron.api.app.on('web-contents-created', (_event, contents) => guardContents(contents, (url) => opened.push(url)));
  const window = new electron.api.BrowserWindow({});
  return { contents: window.webContents as unknown as FakeContents, opened };
}

/** Whether the contents may go where the event says. */
function mayGo(
  contents: FakeContents,
  name: string,
  { url, isMainFrame = true }: { url: string; isMainFrame?: boolean },
): boolean {
  const event = preventable({ url, isMainFrame });
  contents.emit(name, event);
  return !event.defaultPrevented;
}

const guardedSession = () => {
  const { session } = fakeElectron();
  guardSession(session.api as unknown as Parameters<typeof guardSession>[0]);
  return session;
};

describe('guardContents', () => {
  it.each(['will-navigate', 'will-frame-navigate'])('lets %s lead to the page itself only', (name) => {
    const { contents } = guarded();
    expect(mayGo(contents, name, { url: 'app://slipway/' })).toBe(true);
    for (const url of [
      'https://kubernetes.io/',
      'app://slipway/assets/x.html',
      'app://evil/',
      'file:///etc/passwd',
      'javascript:0',
      'about:blank',
    ])
      expect(mayGo(contents, name, { url })).toBe(false);
  });

  it('lets no frame inside the page go anywhere, not even to the page', () => {
    expect(mayGo(guarded().contents, 'will-frame-navigate', { url: 'app://slipway/', isMainFrame: false })).toBe(false);
  });

  it.each(['will-redirect', 'will-attach-webview'])('prevents every %s', (name) => {
    expect(mayGo(guarded().contents, name, { url: 'app://slipway/' })).toBe(false);
  });

  it('opens no window, but hands links on the list to the system', () => {
    const { contents, opened } = guarded();
    const ask = (url: string) => contents.windowOpenHandler?.({ url } as never);
    expect(ask('https://kubernetes.io/docs/')).toEqual({ action: 'deny' });
    expect(ask('https://evil.example/')).toEqual({ action: 'deny' });
    expect(ask('app://slipway/')).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://kubernetes.io/docs/']);
  });
});

describe('guardSession', () => {
  it('grants copying to the clipboard and no other permission', () => {
    const { setPermissionRequestHandler: request, setPermissionCheckHandler: check } = guardedSession().handlers();
    const asked = (permission: string): readonly unknown[] => {
      const granted: unknown[] = [];
      request?.(null as never, permission as never, (answer) => granted.push(answer), null as never);
      return [...granted, check?.(null, permission as never, 'app://slipway', null as never)];
    };
    expect(asked('clipboard-sanitized-write')).toEqual([true, true]);
    for (const permission of ['media', 'geolocation', 'usb', 'openExternal', 'clipboard-read', 'fileSystem', 'unknown'])
      expect(asked(permission)).toEqual([false, false]);
  });

  it('grants no device and no screen', () => {
    const { setDevicePermissionHandler: device, setDisplayMediaRequestHandler: screen } = guardedSession().handlers();
    const streams: unknown[] = [];
    screen?.({} as never, (answer) => streams.push(answer));
    expect([device?.({} as never), streams]).toEqual([false, [null]]);
  });

  it('cuts the page off from network and files', () => {
    const { urls, cancels } = guardedSession().filter();
    expect(cancels).toBe(true);
    expect(urls).toEqual(['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file:///*']);
  });

  it('saves what the page made, and downloads nothing from elsewhere', () => {
    const session = guardedSession();
    const allowed = (url: string): boolean => {
      const event = preventable();
      session.api.emit('will-download', event, { getURL: () => url });
      return !event.defaultPrevented;
    };
    expect(allowed('blob:app://slipway/0a1b')).toBe(true);
    expect(['https://evil.example/x.exe', 'blob:app://slipway.evil/0a1b', 'data:text/html,x'].map(allowed)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
