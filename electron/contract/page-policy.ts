/** Where the page may connect to, besides its own origin: `ws://127.0.0.1:8080` in the browser mode. */
type ConnectSource = `ws://${string}`;

/** The content security policy of `research/desktop.md` §2: nothing but the built page itself. */
export function contentSecurityPolicy(connect: readonly ConnectSource[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ['connect-src', "'self'", ...connect].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** What a tab that runs the page is denied, though it asks for none of it. */
const deniedFeatures = ['camera', 'microphone', 'geolocation', 'usb', 'serial', 'hid', 'payment', 'display-capture', 'midi'];

/** Security headers of every answer that a shell gives, whatever it answers. */
export function securityHeaders(connect: readonly ConnectSource[] = []): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(connect),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': deniedFeatures.map((feature) => `${feature}=()`).join(', '),
  };
}

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
};

/** The content type of a file of the built page; undefined for a kind that the page does not consist of (source maps …). */
export function contentType(path: string): string | undefined {
  return contentTypes[path.slice(path.lastIndexOf('.') + 1)];
}

/** Vite puts a content hash into the names under `assets/`, so these never change; everything else is asked for anew. */
export function cacheControl(path: string): string {
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}
