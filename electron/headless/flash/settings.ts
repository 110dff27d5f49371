import { SlipwayError } from '../../contract/errors.ts';
import type { FlashSettings, FlashSources } from '../../contract/flash.ts';
import type { FlashService } from '../../contract/services.ts';
import { text, texts, type CommandContext } from '../command.ts';

/** Reads the configuration files that the options name, and checks all settings. Errors: those of `FlashService.load`. */
export async function readSettings(context: CommandContext, flash: FlashService): Promise<FlashSettings> {
  const sources = sourcesOf(context);
  const { userData, metaData, bootConfig, deviceInit, files } = sources;
  for (const source of [userData, metaData, bootConfig, deviceInit, ...files])
    if (source !== undefined && isWebAddress(source)) sayDownloading(context, source);
  return flash.load({ sources, settings: plainSettings(context) }, context.signal);
}

export const isWebAddress = (source: string): boolean => /^https?:\/\//i.test(source);

/** The sentence of hypriot/flash; login and query of the address stay out of it. */
export function sayDownloading({ output }: CommandContext, source: string): void {
  const url = URL.canParse(source) ? new URL(source) : undefined;
  const shown = url === undefined ? source : `${url.protocol}//${url.host}${url.pathname}`;
  output.result({ type: 'downloading', url: shown }, `Downloading ${shown} ...`);
}

function sourcesOf(context: CommandContext): FlashSources {
  const [userData, metaData, bootConfig, deviceInit] = (['userdata', 'metadata', 'bootconf', 'config'] as const).map((name) =>
    text(context, name),
  );
  return {
    files: texts(context, 'file'),
    ...(userData !== undefined && { userData }),
    ...(metaData !== undefined && { metaData }),
    ...(bootConfig !== undefined && { bootConfig }),
    ...(deviceInit !== undefined && { deviceInit }),
  };
}

function plainSettings(context: CommandContext): Partial<FlashSettings> {
  const [hostname, ssid, wifiKey] = ['hostname', 'ssid', 'password'].map((name) => text(context, name));
  const clusterLab = clusterLabOf(text(context, 'clusterlab'));
  return {
    ...(hostname !== undefined && { hostname }),
    ...(ssid !== undefined && { ssid }),
    ...(wifiKey !== undefined && { wifiKey }),
    ...(clusterLab !== undefined && { clusterLab }),
  };
}

function clusterLabOf(value: string | undefined): 'true' | 'false' | undefined {
  if (value === undefined || value === 'true' || value === 'false') return value;
  throw new SlipwayError('cli/usage', '--clusterlab takes true or false.');
}
