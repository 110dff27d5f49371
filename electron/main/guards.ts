import type { Event, Session, WebContents } from 'electron';
import { mayOpen } from './links.ts';
import { isPage, pageUrl } from './page-address.ts';

/** The only thing the page may do beyond drawing: "Copy diagnostics". */
const allowedPermission = 'clipboard-sanitized-write';

/** Addresses that would leave the machine or read its files; the page needs none, as the engine does all such work. */
const foreignAddresses = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file:///*'];

/** Denies permissions, devices and screen capture, network access of the page, and downloads but of what the page itself made. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => callback(permission === allowedPermission));
  session.setPermissionCheckHandler((_contents, permission) => permission === allowedPermission);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  session.webRequest.onBeforeRequest({ urls: foreignAddresses }, (_details, callback) => callback({ cancel: true }));
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${pageUrl}`)) event.preventDefault();
  });
}

/** Keeps contents on the page: no other address, frame, window or webview. Links on the list open in the system's browser. */
export function guardContents(contents: WebContents, openLink: (address: string) => void): void {
  const stay = (event: Event<{ readonly url: string; readonly isMainFrame: boolean }>): void => {
    if (!(event.isMainFrame && isPage(event.url))) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpen(url)) openLink(url);
    return { action: 'deny' };
  });
}
