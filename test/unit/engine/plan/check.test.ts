import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Finding } from '../../../../electron/contract/finding.ts';
import { checkPlan } from '../../../../electron/engine/plan/check.ts';
import { editPlanText } from '../../../../electron/engine/plan/edit.ts';
import { parsePlan } from '../../../../electron/engine/plan/parse.ts';
import { sampleKey, shippedKnowledge, soundPlan } from '../../../fakes/cluster-plan.ts';

const knowledge = await shippedKnowledge();

function findingsOf(text: string): readonly Finding[] {
  const { plan, findings } = parsePlan(text);
  return plan === undefined ? findings : [...findings, ...checkPlan(plan, knowledge)];
}

const key = ({ code, path, message }: Finding): string => JSON.stringify([code, path, message]);

const faulty: readonly object[] = [
  { name: 'My Lab' },
  { network: { addressing: 'static', domain: 'Lan.', gateway: '192.168.10.1/24' } },
  { network: { ...soundPlan.network, gateway: undefined, dns: undefined, wifi: { ssid: ' home', country: 'uk' } } },
  { nodes: [{ name: 'Pi[01-03]', board: 'pi44', address: '192.168.10.[21-22]' }] },
  { nodes: [{ name: 'a', rol: 'control-plane', boad: 'pi4' }], network: {} },
  { nodes: [{ name: 7, role: 'controlplane' }], network: {} },
  { login: { user: 'Root User', passwordLogin: 'yes' } },
  { login: { user: 'root', authorizedKeys: [`${sampleKey}\r\n`, sampleKey, '-----BEGIN OPENSSH PRIVATE KEY-----'] } },
  { login: { authorizedKeys: sampleKey } },
  { locale: { timezone: 'europe/lisbon', keyboard: 'uk', locale: 'pt_PT' } },
  { kubernetes: { version: 1.3, podCidr: '192.168.0.1/16', serviceCidr: '10.96.0.1/12', trak: 'k3s' } },
  { kubernetes: { version: '1.99' } },
  { image: 'hypriotos-1.12.33' },
  { image: 'https://me:secret@example.org/x.img' },
  { mirrors: { images: 'https://me:secret@example.org/' }, storage: { nfs: { server: 'pi-mastr', path: '/srv' } } },
  { image: null, addons: 'registry', frob: { a: [1] } },
  { nodes: [{ ...soundPlan.nodes[0], labels: { 'bad key': 'x' } }] },
];

describe('the fixes that findings offer', () => {
  it.each(faulty)('for %j each take their finding away, and the text stays a plan', (changes) => {
    const text = stringify({ ...soundPlan, ...changes });
    const found = findingsOf(text).filter(({ fix }) => fix?.edits !== undefined);
    expect(found).not.toEqual([]);
    for (const finding of found) {
      const after = editPlanText(text, finding.fix?.edits ?? []);
      expect(findingsOf(after).map(key)).not.toContain(key(finding));
    }
  });
});

describe('checkPlan', () => {
  it('never throws, whatever the values, and says everything in whole sentences without control characters', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom(
        'pi[01-99]',
        '10.0.0.[1-5]/24',
        '10.0.0.1/24',
        '10.0.0.1',
        'practice',
        'hypriotos-1.12.3',
        'pi4',
        '\u202e',
        'https://x',
        '1.26',
        'k3s',
      ),
    );
    const plan = fc.record({
      name: text,
      image: text,
      login: fc.record({ user: text, authorizedKeys: fc.array(text, { maxLength: 2 }) }),
      locale: fc.record({ timezone: text, keyboard: text, locale: text }),
      network: fc.record({
        domain: text,
        addressing: fc.constantFrom('dhcp', 'static'),
        gateway: text,
        dns: fc.array(text, { maxLength: 2 }),
        wifi: fc.record({ ssid: text, country: text }),
      }),
      nodes: fc.array(
        fc.record({
          name: text,
          board: text,
          address: text,
          image: text,
          role: fc.constantFrom('worker', 'control-plane'),
          labels: fc.dictionary(text, text, { maxKeys: 2 }),
        }),
        { maxLength: 4 },
      ),
      kubernetes: fc.record({ version: text, podCidr: text, serviceCidr: text }),
      mirrors: fc.record({ images: text }),
    });
    fc.assert(
      fc.property(plan, (changes) => {
        for (const { message, fix } of findingsOf(stringify({ ...soundPlan, ...changes }))) {
          expect(message).toMatch(/^[^\p{C}]+\.$/u);
          expect(fix?.text ?? '').not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says one thing about one place once', () => {
    const text = stringify({
      ...soundPlan,
      nodes: [soundPlan.nodes[0], { name: 'N_[001-200]', board: 'pi1', address: '10.0.0.[1-200]' }],
    });
    const places = findingsOf(text).map(({ code, path }) => JSON.stringify([code, path]));
    expect(new Set(places).size).toBe(places.length);
  });
});
