import type { DriveService } from '../../contract/services.ts';
import { listDrives, watchDrives } from '../cards/drives.ts';

export const createDriveService = (): DriveService => ({
  list: (need) => listDrives(need),
  watch: (need, signal) => watchDrives(need, signal),
});
