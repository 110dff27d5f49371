import { escapeHtml, htmlPage } from '../../../contract/html-page.ts';
import { plainText } from '../../../contract/plain-text.ts';
import type { Role } from '../../../contract/plan.ts';
import { qrCode } from './qr-code.ts';

export interface Label {
  readonly node: string;
  readonly role: Role;
  /** Without prefix length; absent where DHCP gives it. */
  readonly address?: string;
  readonly board: string;
  readonly image: string;
}

export interface LabelSheet {
  readonly cluster: string;
  /** `2026-11-21`. */
  readonly date: string;
  readonly labels: readonly Label[];
}

const roleNames: Readonly<Record<Role, string>> = { 'control-plane': 'control plane', worker: 'worker' };

/**
 * The label sheet: one HTML page that needs nothing else and runs nothing, three labels of 62 × 34 mm in a row, which fit
 * on A4 and on Letter alike. Whatever a name holds, it stays text. Pure.
 */
export function labelsPage(sheet: LabelSheet): string {
  const title = `${sheet.cluster}: labels`;
  return htmlPage({
    title,
    style,
    body: [
      `<header><h1>${escapeHtml(title)}</h1><p>Print at 100 %, on A4 or Letter. Cut along the lines; one label for each card or Pi.</p></header>`,
      '<main>',
      ...sheet.labels.map((label) => labelHtml(label, sheet)),
      '</main>',
    ],
  });
}

/** What a phone shows that reads the code: plain lines, no address to be led to. */
export function labelText({ node, role, address, image }: Label, { cluster, date }: Omit<LabelSheet, 'labels'>): string {
  return [node, address ?? 'DHCP', roleNames[role], image, date, `cluster ${cluster}`].map(plainText).join('\n');
}

function labelHtml(label: Label, sheet: LabelSheet): string {
  const { size, path } = qrCode(labelText(label, sheet));
  const facts = [
    label.address ?? 'DHCP',
    `${roleNames[label.role]} · ${label.board}`,
    label.image,
    `${sheet.cluster} · ${sheet.date}`,
  ];
  return [
    '<article>',
    `<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code of ${escapeHtml(label.node)}" shape-rendering="crispEdges"><path d="${path}"/></svg>`,
    `<div><h2>${escapeHtml(label.node)}</h2>${facts.map((fact) => `<p>${escapeHtml(fact)}</p>`).join('')}</div>`,
    '</article>',
  ].join('');
}

const style = `
@page { margin: 10mm; }
* { box-sizing: border-box; margin: 0; }
body { padding: 6mm; color: #000; background: #fff; font: 9pt/1.35 system-ui, sans-serif; }
header { margin-bottom: 6mm; }
h1 { font-size: 14pt; }
main { display: grid; grid-template-columns: repeat(auto-fill, 62mm); }
article { display: flex; gap: 1mm; align-items: center; width: 62mm; height: 34mm; padding: 1mm 2mm 1mm 0; border: .2mm dashed #888; break-inside: avoid; overflow: hidden; }
svg { flex: none; width: 28mm; height: 28mm; }
article div { min-width: 0; }
h2 { font-size: 12pt; line-height: 1.15; overflow-wrap: anywhere; }
p { overflow-wrap: anywhere; }
article p { font-size: 7.5pt; line-height: 1.25; max-height: 2.5em; overflow: hidden; }
article p:first-of-type { font: 600 9pt/1.3 ui-monospace, monospace; }
@media print { body { padding: 0; } header { display: none; } }
`;
