import type { CardTarget } from '../contract/card.ts';
import type { ImageOutline } from '../contract/image.ts';
import type { OpenCard } from './card-device.ts';
import { openFileTarget } from './file-target.ts';

/** Opens a card file or a drive; what drives need is loaded only for drives. */
export async function openTarget(target: CardTarget, image: ImageOutline): Promise<OpenCard> {
  switch (target.kind) {
    case 'file':
      return openFileTarget(target.path, image);
    case 'drive': {
      const { openDriveTarget } = await import('./drive-target.ts');
      return openDriveTarget(target.drive, image);
    }
  }
}

/** Opens a card that was written before, to change files on it. */
export async function openExisting(target: CardTarget): Promise<OpenCard> {
  switch (target.kind) {
    case 'file': {
      const { openExistingFile } = await import('./existing-file.ts');
      return openExistingFile(target.path);
    }
    case 'drive': {
      const { openDriveTarget } = await import('./drive-target.ts');
      return openDriveTarget(target.drive, { imageSize: 0 }, 'change');
    }
  }
}
