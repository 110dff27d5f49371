import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelsPage, labelText, type Label } from '../../../../../electron/engine/cards/labels/labels-page.ts';
import { qrCode } from '../../../../../electron/engine/cards/labels/qr-code.ts';

const label: Label = {
  node: 'pi-node02',
  role: 'worker',
  address: '192.168.10.22',
  board: 'pi3b+',
  image: 'HypriotOS 1.12.3',
};
const sheet = { cluster: 'lab', date: '2026-11-21' };

describe('the label sheet', () => {
  it('has a label with a code for each node', () => {
    const page = labelsPage({ ...sheet, labels: [label, { ...label, node: 'pi-node03' }] });
    expect(page.match(/<article>/g)).toHaveLength(2);
    expect(page).toContain('aria-label="QR code of pi-node03"');
    expect(page).toContain(
      '<h2>pi-node02</h2><p>192.168.10.22</p><p>worker · pi3b+</p><p>HypriotOS 1.12.3</p><p>lab · 2026-11-21</p>',
    );
  });

  it('says DHCP where the plan has no address', () => {
    const { address: _, ...dynamic } = label;
    expect(labelText(dynamic, sheet).split('\n')).toEqual([
      'pi-node02',
      'DHCP',
      'worker',
      'HypriotOS 1.12.3',
      '2026-11-21',
      'cluster lab',
    ]);
  });

  it('needs no other file and runs nothing', () => {
    const page = labelsPage({ ...sheet, labels: [label] });
    expect(page).not.toMatch(/<script|<link|<img|https?:|url\(|\son\w+=/i);
    expect(page).toContain(`default-src 'none'`);
  });

  it('keeps every name as text', () => {
    const tags = (html: string): readonly string[] => html.match(/<[^>]*>/g) ?? [];
    const plain = tags(labelsPage({ cluster: 'x', date: 'x', labels: [{ node: 'x', role: 'worker', board: 'x', image: 'x' }] }));
    const names = plain.map((tag) => tag.replace(/ .*/s, ''));
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (name) => {
        const page = labelsPage({
          cluster: name,
          date: name,
          labels: [{ node: name, role: 'worker', board: name, image: name }],
        });
        expect(tags(page).map((tag) => tag.replace(/ .*/s, ''))).toEqual(names);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the QR code', () => {
  it('has a quiet zone of four modules on every side', () => {
    const { size, path } = qrCode('x');
    const cells = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, width]) => [
      Number(x),
      Number(y),
      Number(x) + Number(width),
    ]);
    expect(Math.min(...cells.map(([x = 0]) => x))).toBe(4);
    expect(Math.min(...cells.map(([, y = 0]) => y))).toBe(4);
    expect(Math.max(...cells.map(([, , right = 0]) => right))).toBe(size - 4);
  });

  const canRead = hasZbar();
  it.skipIf(!canRead)(
    `is read by zbarimg as the text it was made of${canRead ? '' : ' (skipped: needs zbarimg, `apt-get install zbar-tools`)'}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'slipway-qr-'));
      try {
        const text = labelText(label, sheet);
        const file = join(folder, 'code.pgm');
        writeFileSync(file, bitmap(qrCode(text), 6));
        expect(execFileSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' }).trimEnd()).toBe(text);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

function hasZbar(): boolean {
  try {
    execFileSync('zbarimg', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The path drawn as a grey map, `scale` pixels a module, as a printer would. */
function bitmap({ size, path }: { readonly size: number; readonly path: string }, scale: number): Buffer {
  const side = size * scale;
  const pixels = Buffer.alloc(side * side, 255);
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1)
      pixels.fill(0, row * side + Number(x) * scale, row * side + (Number(x) + Number(width)) * scale);
  return Buffer.concat([Buffer.from(`P5\n${String(side)} ${String(side)}\n255\n`), pixels]);
}
