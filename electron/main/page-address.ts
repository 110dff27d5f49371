/** The page's own scheme: unlike `file://` it has an origin, and nothing else can be loaded through it. */
export const pageScheme = 'app';
const pageHost = 'slipway';
export const pageUrl = `${pageScheme}://${pageHost}/`;

/** Path of a file of the page, `/assets/…`; undefined for any address outside of it, whatever it begins with. */
export function pagePath(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, pathname, username, password } = new URL(address);
  const ours = protocol === `${pageScheme}:` && host === pageHost && username === '' && password === '';
  return ours ? pathname : undefined;
}

/** Whether an address is the page itself, at any of its hash addresses. */
export const isPage = (address: string): boolean => pagePath(address) === '/';
