import { describe, expect, it } from 'vitest';
import { escapeHtml, htmlPage } from '../../../electron/contract/html-page.ts';

describe('a page of HTML', () => {
  it.each([
    [`<b onload="x">&'`, '&lt;b onload=&quot;x&quot;&gt;&amp;&#39;'],
    ['a\u202Eb\u0000c', 'abc'],
  ])('escapes %j', (text, escaped) => {
    expect(escapeHtml(text)).toBe(escaped);
  });

  it('forbids itself everything but its own style, and takes its title as text', () => {
    const page = htmlPage({ title: '</title><script>', style: 'p { color: red; }', body: ['<p>x</p>'] });
    expect(page).toContain(`default-src 'none'; style-src 'unsafe-inline'`);
    expect(page).toContain('<title>&lt;/title&gt;&lt;script&gt;</title>');
    expect(page).not.toContain('<script>');
  });
});
