import type { FirstBootFile } from '../../contract/card.ts';
import type { FlashSettings, SourceFile } from '../../contract/flash.ts';
import { editDeviceInit } from './device-init.ts';
import { instanceIdOf, withInstanceId } from './meta-data.ts';
import { editOccidentalis } from './occidentalis.ts';
import { fileNameOf } from './source-name.ts';
import { checkUserData, withHostname, withWifi } from './user-data.ts';
import { parseYamlMap } from './yaml-value.ts';

/** Text files of the boot partition by path. */
export type BootTexts = Readonly<Record<string, string>>;

/**
 * What `slipway flash` writes to the boot partition, in the order of hypriot/flash 2.7.2: files are copied, then settings
 * go into whatever of device-init.yaml, user-data and occidentalis.txt is there then. Only files that differ from
 * `current` are returned. Pure. Settings must have passed `checkSettings`.
 * Errors: `firstboot/bad-file` when a file on the card must be changed and cannot be understood.
 */
export function flashFiles(current: BootTexts, settings: FlashSettings, now: Date): FirstBootFile[] {
  const card = bootFolder(current);
  for (const { path, text } of copies(settings)) card.put(path, text);
  card.change('device-init.yaml', (text) => editDeviceInit(text, settings));
  card.change('fake-hwclock.data', () => `${now.toISOString().slice(0, 19).replace('T', ' ')}\n`);
  card.change('user-data', (text) => editUserData(text, settings));
  if (settings.metaData === undefined) identify(card, settings, now);
  card.change('occidentalis.txt', (text) => editOccidentalis(text, settings));
  const texts = card.changed().map(([path, content]) => ({ path, content, purpose: purposes[path] ?? copied }));
  const binaries = binaryCopies(settings);
  const taken = new Set(binaries.map(({ path }) => path.toLowerCase()));
  return [...texts.filter(({ path }) => !taken.has(path.toLowerCase())), ...binaries];
}

const copied = 'Copied as it is.';

const purposes: Readonly<Record<string, string>> = {
  'user-data': 'Name, login and settings of this node, for cloud-init.',
  'meta-data': 'Identity of this card; a new instance-id makes cloud-init apply user-data again.',
  'config.txt': 'Board options, read by the firmware.',
  'device-init.yaml': 'Name and Wi-Fi of this node, for device-init.',
  'occidentalis.txt': 'Name and Wi-Fi of this node, for occi.',
  'fake-hwclock.data': 'The clock to start from: the board has no battery for one.',
};

interface Copy {
  readonly path: string;
  readonly text: string;
}

function copies({ deviceInit, bootConfig, userData, metaData, files }: FlashSettings): readonly Copy[] {
  const copy = (path: string, file: SourceFile | undefined): readonly Copy[] =>
    file === undefined ? [] : [{ path, text: file.text }];
  return [
    ...copy(deviceInit?.source.includes('occi') === true ? 'occidentalis.txt' : 'device-init.yaml', deviceInit),
    ...copy('config.txt', bootConfig),
    ...copy('user-data', userData),
    ...copy('meta-data', metaData),
    ...files.flatMap((file) => (file.encoding === undefined ? copy(fileNameOf(file.source), file) : [])),
  ];
}

/** Files that are no text: no setting goes into them. */
const binaryCopies = ({ files }: FlashSettings): readonly FirstBootFile[] =>
  files.flatMap(({ source, text, encoding }) =>
    encoding === undefined ? [] : [{ path: fileNameOf(source), content: text, encoding, purpose: copied }],
  );

function editUserData(text: string, { hostname, ssid, wifiKey }: FlashSettings): string {
  if (hostname === undefined && ssid === undefined && wifiKey === undefined) return text;
  checkUserData(text, 'user-data');
  const named = hostname === undefined ? text : withHostname(text, hostname);
  return withWifi(named, { ssid, wifiKey });
}

/** cloud-init needs meta-data beside user-data, and looks at user-data again only under a new instance-id. */
function identify(card: BootFolder, settings: FlashSettings, now: Date): void {
  const userData = card.text('user-data');
  const metaData = card.text('meta-data') ?? '';
  if (userData === undefined) return;
  if (!card.isChanged('user-data') && parseYamlMap(metaData).kind !== 'empty') return;
  const edited = withInstanceId(metaData, instanceIdOf(settings.hostname ?? hostnameIn(userData), now));
  if (edited !== undefined) card.put('meta-data', edited);
}

function hostnameIn(userData: string): string {
  const parsed = parseYamlMap(userData);
  const hostname: unknown = parsed.kind === 'map' ? parsed.document.get('hostname') : undefined;
  return typeof hostname === 'string' && /^[\w.-]+$/.test(hostname) ? hostname : 'card';
}

interface BootFolder {
  text(path: string): string | undefined;
  put(path: string, text: string): void;
  /** Changes a file that is there. */
  change(path: string, edit: (text: string) => string): void;
  isChanged(path: string): boolean;
  changed(): readonly (readonly [string, string])[];
}

/** The boot partition as it will be. FAT does not tell `User-Data` from `user-data`. */
function bootFolder(current: BootTexts): BootFolder {
  const before = new Map(Object.entries(current).map(([path, text]) => [path.toLowerCase(), text]));
  const after = new Map<string, { path: string; text: string }>();
  const text = (path: string): string | undefined => after.get(path.toLowerCase())?.text ?? before.get(path.toLowerCase());
  const put = (path: string, content: string): void => {
    const key = path.toLowerCase();
    after.delete(key);
    if (before.get(key) !== content) after.set(key, { path, text: content });
  };
  return {
    text,
    put,
    change(path, edit) {
      const present = text(path);
      if (present !== undefined) put(path, edit(present));
    },
    isChanged: (path) => after.has(path.toLowerCase()),
    changed: () => [...after.values()].map((file) => [file.path, file.text] as const),
  };
}
