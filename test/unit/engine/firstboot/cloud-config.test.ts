import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cloudConfig, cloudYaml } from '../../../../electron/engine/firstboot/cloud-config.ts';
import { nastyText } from '../../../fakes/nasty-text.ts';

const hasPyYaml = existsSync('/usr/lib/python3/dist-packages/yaml');

/** What cloud-init's own parser reads. */
function pyYaml(text: string): unknown {
  const program = 'import sys, json, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)';
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', program], { input: text, encoding: 'utf8' })) as unknown;
}

/** As a value, a key, a list entry and deep inside. */
const placed = (text: string): unknown => ({ value: text, [`key ${text}`]: [text, { deep: text }] });

describe('cloudYaml', () => {
  it.each(nastyText)('gives %j back through a YAML 1.1 parser', (text) => {
    expect(parse(cloudYaml(placed(text)), { version: '1.1' })).toEqual(placed(text));
  });

  it.skipIf(!hasPyYaml)('gives all of that back through PyYAML, which cloud-init reads with (needs python3-yaml)', () => {
    const all = nastyText.map(placed);
    expect(pyYaml(cloudYaml(all))).toEqual(all);
  });

  it.skipIf(!hasPyYaml)('gives any text back through PyYAML (needs python3-yaml)', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.toWellFormed());
    fc.assert(
      fc.property(fc.array(text, { minLength: 50, maxLength: 50 }), (texts) => {
        expect(pyYaml(cloudYaml(texts))).toEqual(texts);
      }),
      { numRuns: 8 },
    );
  });

  it.skipIf(!hasPyYaml)('gives short text of punctuation and digits back through PyYAML (needs python3-yaml)', () => {
    const character = fc.constantFrom(...Array.from('-.:=<>01789eExXonfyNt_+~!&*%@`|?[]{},#"\' '));
    const texts = fc.sample(fc.string({ unit: character, minLength: 1, maxLength: 4 }), 3000);
    expect(pyYaml(cloudYaml(texts.map((text) => ({ text }))))).toEqual(texts.map((text) => ({ text })));
  });

  it.each(nastyText)('is ASCII on lines that end in LF for %j', (text) => {
    expect(cloudYaml(placed(text))).toMatch(/^[\n -~]*$/);
  });

  it('quotes what YAML 1.1 would take for a number or a truth value', () => {
    expect(cloudYaml({ permissions: '0644', answer: 'yes', time: '1:30' })).toBe(
      'permissions: "0644"\nanswer: "yes"\ntime: "1:30"\n',
    );
  });

  it('keeps long lines and several lines readable', () => {
    const long = 'word '.repeat(60).trim();
    expect(cloudYaml({ long, key: 'one\ntwo\n' })).toBe(`long: ${long}\nkey: |\n  one\n  two\n`);
  });
});

describe('cloudConfig', () => {
  it('starts with exactly #cloud-config, whatever the comment', () => {
    const text = cloudConfig({ a: 1 }, 'for 🍓\nrm -rf /');
    expect(text.split('\n')).toEqual(['#cloud-config', '# for ?rm -rf /', 'a: 1', '']);
  });
});
