// A peer of `npm run bench -- many-cards`: etcher-sdk's own way from an archive to a verified drive, as balenaEtcher goes it.
import drivelist from 'drivelist';
import { multiWrite, sourceDestination } from 'etcher-sdk';

const [archive = '', device = ''] = process.argv.slice(2);
const drive = (await drivelist.list()).find((listed) => listed.device === device);
if (drive === undefined) throw new Error(`${device} is not listed`);

// Unpacked first: streaming an .xz straight to the drive put wrong bytes on it, which its verification noticed (6 runs of 6).
const { failures } = await multiWrite.decompressThenFlash({
  source: new sourceDestination.File({ path: archive }),
  destinations: [new sourceDestination.BlockDevice({ drive, unmountOnSuccess: false, write: true, direct: true })],
  onFail: (_destination, error) => process.stderr.write(`${error.message}\n`),
  onProgress: () => undefined,
  verify: true,
  decompressFirst: true,
  trim: true,
});
process.exit(failures.size);
