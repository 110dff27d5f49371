import { plainText } from './plain-text.ts';

interface HtmlPage {
  /** Text, as it came. */
  readonly title: string;
  readonly style: string;
  /** Lines of HTML; whoever makes them escapes what is in them. */
  readonly body: readonly string[];
}

/** One HTML page that needs nothing else and, by its own policy, runs nothing: to be saved, printed, mailed. Pure. */
export const htmlPage = ({ title, style, body }: HtmlPage): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    ...body,
    '</body>',
    '</html>',
    '',
  ].join('\n');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for an element or an attribute in quotes, without what could make it look like something else. */
export const escapeHtml = (text: string): string => plainText(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? '');
