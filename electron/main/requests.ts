import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { BusyState, FileKind } from '../contract/shell.ts';

/** What the page may send on each channel of {@link shellChannels}. */
export const nothing = z.undefined();
export const fileKind: z.ZodType<FileKind> = z.enum(['image', 'csv', 'key']);
export const absolutePath = z.string().max(4096).refine(isAbsolute);
export const busyState: z.ZodType<BusyState> = z
  .strictObject({ busy: z.boolean(), progress: z.number().min(0).max(1).optional() })
  .transform(({ busy, progress }) => (progress === undefined ? { busy } : { busy, progress }));
