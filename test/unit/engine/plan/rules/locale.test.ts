import { describe, expect, it } from 'vitest';
import { check } from '../../../../fakes/cluster-plan.ts';

const table = [
  ['timezone', 'europe/lisbon', 'error timezone-unknown', 'Europe/Lisbon'],
  ['timezone', 'Europe/Atlantis', 'error timezone-unknown', undefined],
  ['timezone', '+01:00', 'error timezone-unknown', undefined],
  ['timezone', '../../etc/passwd', 'error timezone-unknown', undefined],
  ['timezone', '', 'error timezone-unknown', undefined],
  ['keyboard', 'uk', 'warning keyboard-unknown', 'gb'],
  ['keyboard', 'US', 'warning keyboard-unknown', 'us'],
  ['keyboard', 'pt"; reboot', 'error keyboard-invalid', undefined],
  ['locale', 'pt_PT', 'error locale-invalid', 'pt_PT.UTF-8'],
  ['locale', 'PT-pt.utf8', 'error locale-invalid', 'pt_PT.UTF-8'],
  ['locale', 'portuguese', 'error locale-invalid', undefined],
] as const;

describe('locale', () => {
  it.each(table)('%s %j gives %s, and the fix is %s', async (...[key, value, code, better]) => {
    const [finding, ...others] = await check({ locale: { [key]: value } });
    expect(others).toEqual([]);
    expect(`${finding?.severity ?? ''} ${finding?.code ?? ''}`).toBe(code);
    expect(finding?.fix?.edits).toEqual(better === undefined ? undefined : [{ op: 'set', path: ['locale', key], value: better }]);
  });

  it.each([
    { timezone: 'Etc/UTC' },
    { timezone: 'UTC' },
    { timezone: 'America/Argentina/Buenos_Aires' },
    { timezone: 'US/Eastern' },
    { timezone: 'Asia/Kolkata' },
    { keyboard: 'latam' },
    { locale: 'de_DE.UTF-8' },
    { locale: 'ca_ES.UTF-8@valencia' },
    { locale: 'C.UTF-8' },
  ])('%j is known', async (locale) => {
    expect(await check({ locale })).toEqual([]);
  });
});
