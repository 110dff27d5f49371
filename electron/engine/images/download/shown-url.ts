/** An address as it may be shown, logged or stored: without password, query and fragment, which may carry tokens. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  return parsed.host === '' ? url : `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}
