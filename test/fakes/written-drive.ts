import { execFileSync } from 'node:child_process';
import type { CardReport } from '../../electron/contract/card.ts';
import type { CardJob } from '../../electron/contract/writer-protocol.ts';
import type { ReadyImage } from '../../electron/engine/images/store.ts';
import { runCard } from '../../electron/writer/card-pipeline.ts';
import { openTarget } from '../../electron/writer/open-target.ts';
import { createTracker } from '../../electron/writer/tracker.ts';
import type { Zram } from './zram.ts';

/** Writes a stored image to a drive as the writer does, in this process. */
export function writeDrive(
  { path, size }: Zram,
  { rawPath, map }: ReadyImage,
  files: CardJob['files'] = [],
): Promise<CardReport> {
  const now = (): number => performance.now();
  return runCard(
    {
      id: 'a',
      target: { kind: 'drive', drive: { path, size } },
      image: { path: rawPath, map },
      ...(files.length === 0 ? {} : { bootPartition: 1 }),
      files,
    },
    {
      openTarget,
      arrived: new Promise(() => undefined),
      tracker: createTracker(() => undefined, now),
      signal: new AbortController().signal,
      now,
    },
  );
}

/** Fills a drive with what no image holds: bytes of a card's earlier life. */
export function fillDrive({ path }: Zram, how: 'noise' | 'ones'): void {
  const source =
    how === 'noise' ? 'openssl enc -aes-128-ctr -nosalt -K 00 -iv 00 </dev/zero 2>/dev/null' : "tr '\\0' '\\377' </dev/zero";
  // dd ends with an error, because the drive ends before its input does.
  execFileSync('sh', ['-c', `${source} | dd of="$0" bs=1M iflag=fullblock oflag=direct status=none 2>/dev/null; true`, path]);
}
