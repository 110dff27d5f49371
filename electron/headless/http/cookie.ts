/** Browsers share cookies between the ports of a host, so the name tells two Slipways apart. */
const cookieName = (port: number): string => `slipway_${port}`;

/** `Set-Cookie` for a session; without `Max-Age` it ends with the browser, and with this server anyway. */
export function sessionCookie(port: number, id: string): string {
  return `${cookieName(port)}=${id}; Path=/; HttpOnly; SameSite=Strict`;
}

/** All values that a `Cookie` header gives for our name; the caller tries each, as another port's page can set one too. */
export function sessionIds(header: string | undefined, port: number): readonly string[] {
  const prefix = `${cookieName(port)}=`;
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => pair.slice(prefix.length));
}
