import type { FirstBootFile } from '../../contract/card.ts';
import { plainCloudInitFiles, raspiosCloudInitFiles, ubuntuFiles } from './current-cloud-init.ts';
import { hypriot64Files, hypriotCloudInitFiles } from './hypriot-cloud-init.ts';
import { hypriotDeviceInitFiles } from './hypriot-device-init.ts';
import { nodeSettings, type FirstBootInput } from './node-settings.ts';
import { raspiosFirstrunFiles } from './raspios-firstrun.ts';

export type { FirstBootInput } from './node-settings.ts';

/**
 * The exact files that make a card boot as its node, in the form its operating system obeys (design §7). Pure: the same
 * input gives the same bytes. Paths are on the boot partition; a file the image ships is replaced as a whole.
 */
export function firstBootFiles(input: FirstBootInput): readonly FirstBootFile[] {
  const settings = nodeSettings(input);
  switch (input.image.family) {
    case 'hypriot-device-init':
      return hypriotDeviceInitFiles(settings);
    case 'hypriot-cloud-init':
      return hypriotCloudInitFiles(settings);
    case 'hypriot64':
      return hypriot64Files(settings);
    case 'raspios-cloud-init':
      return raspiosCloudInitFiles(settings);
    case 'raspios-firstrun':
      return raspiosFirstrunFiles(settings);
    case 'ubuntu':
      return ubuntuFiles(settings);
    case 'cloud-init':
      return plainCloudInitFiles(settings);
  }
}
