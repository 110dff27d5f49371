import type { Finding } from '../../../contract/finding.ts';
import { error, quote, set, warning, type Rule } from './rule.ts';

/** Time zone, keyboard and language, in the words that Debian uses for them. */
export const localeRules: Rule = ({ plan: { locale } }) => [
  ...timezoneFindings(locale.timezone),
  ...keyboardFindings(locale.keyboard),
  ...languageFindings(locale.locale),
];

/** Names of the tz database are files under /usr/share/zoneinfo, so case matters there, though not to Intl. */
function timezoneFindings(timezone: string): readonly Finding[] {
  const path = ['locale', 'timezone'];
  const canonical = canonicalZone(timezone);
  if (canonical === 'as-written') return [];
  const message = `The time zone ${quote(timezone)} is not known.`;
  if (canonical === undefined)
    return [error({ code: 'timezone-unknown', path, message, fix: 'Write a name such as Europe/Lisbon or Etc/UTC.' })];
  return [error({ code: 'timezone-unknown', path, message, fix: `Write ${canonical}.`, edits: set(path, canonical) })];
}

/** `as-written` when Linux knows the name as it stands; the right spelling when only its case is wrong. */
function canonicalZone(timezone: string): string | undefined {
  if (timezone === 'Etc/UTC' || timezone === 'UTC') return 'as-written';
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(timezone) || !isZone(timezone)) return undefined;
  const lower = timezone.toLowerCase();
  const known = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === lower);
  if (known !== undefined) return known === timezone ? 'as-written' : known;
  return /^[A-Z]/.test(timezone) ? 'as-written' : undefined;
}

function isZone(timezone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Layouts of xkb-data, with the names that people mistake for them. */
const mistakenLayouts: ReadonlyMap<string, string> = new Map([
  ['uk', 'gb'],
  ['en', 'us'],
  ['usa', 'us'],
  ['sw', 'se'],
  ['da', 'dk'],
  ['cs', 'cz'],
  ['ja', 'jp'],
  ['el', 'gr'],
]);

function keyboardFindings(keyboard: string): readonly Finding[] {
  const path = ['locale', 'keyboard'];
  const lower = keyboard.trim().toLowerCase();
  const better = mistakenLayouts.get(lower) ?? (/^[a-z]{2,10}$/.test(lower) && lower !== keyboard ? lower : undefined);
  if (better !== undefined)
    return [
      warning({
        code: 'keyboard-unknown',
        path,
        message: `There is no keyboard layout ${quote(keyboard)}.`,
        fix: `Write ${better}.`,
        edits: set(path, better),
      }),
    ];
  if (/^[a-z]{2,10}$/.test(keyboard)) return [];
  return [
    error({
      code: 'keyboard-invalid',
      path,
      message: `${quote(keyboard)} is no keyboard layout.`,
      fix: 'Write one such as us, gb, de or pt.',
    }),
  ];
}

function languageFindings(locale: string): readonly Finding[] {
  const path = ['locale', 'locale'];
  if (/^([a-z]{2,3}_[A-Z]{2}(\.UTF-8)(@[a-z]+)?|C|C\.UTF-8|POSIX)$/.test(locale)) return [];
  const [, language = '', country = ''] = /^([a-zA-Z]{2,3})[_-]([a-zA-Z]{2})(?:\.utf-?8)?$/i.exec(locale) ?? [];
  const better = language === '' ? undefined : `${language.toLowerCase()}_${country.toUpperCase()}.UTF-8`;
  return [
    error({
      code: 'locale-invalid',
      path,
      message: `${quote(locale)} is no locale with UTF-8.`,
      fix: `Write ${better ?? 'one such as en_US.UTF-8'}.`,
      ...(better !== undefined && { edits: set(path, better) }),
    }),
  ];
}
