import { notYaml } from './user-data.ts';
import { parseYamlMap, setYamlValue } from './yaml-value.ts';

/** Instance ids that nobody chose: HypriotOS 1.9 and later ship the same one in every image; the others are ours. */
const unchosen = /^(pirate001|flash-.*)$/;

/**
 * The instance-id for a card: unlike that of any other card, and another one each time it is configured.
 * hypriot/flash leaves meta-data empty, and cloud-init 0.7.9 fails on that at every boot after the first (image-builder-rpi #238).
 */
export function instanceIdOf(hostname: string, now: Date): string {
  return `flash-${hostname}-${now.getTime().toString(36)}`;
}

/**
 * meta-data with the instance-id in it, so that cloud-init applies user-data anew; undefined when it has an id that
 * somebody chose, which stays. Errors: `firstboot/bad-file`.
 */
export function withInstanceId(text: string, instanceId: string): string | undefined {
  const parsed = parseYamlMap(text);
  if (parsed.kind === 'wrong') throw notYaml('meta-data', parsed.reason);
  const present: unknown = parsed.kind === 'map' ? parsed.document.get('instance-id') : undefined;
  if (present !== undefined && present !== null && !(typeof present === 'string' && unchosen.test(present))) return undefined;
  return setYamlValue(text, { path: ['instance-id'], value: instanceId, quoted: false });
}
