import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
  unlinkSync,
  writeSync,
  type Stats,
} from 'node:fs';
import ssh2, { type Session, type SFTPWrapper } from 'ssh2';

/** Where an SFTP server misbehaves. `absent`: there is none; `exits`: sshd starts it and it ends at once. */
export type FakeSftpFault =
  | 'absent'
  | 'exits'
  | 'garbage'
  | 'huge-packet'
  | 'silent'
  | 'ends-while-reading'
  | 'drops-while-reading'
  | 'short-answers'
  | 'too-much-data'
  | 'claims-a-petabyte'
  | 'ends-early'
  | 'full-disk'
  | 'loses-bytes';

interface FakeSftp {
  /** The login's home. */
  readonly home: string;
  readonly fault?: FakeSftpFault;
  /** Cuts the connection. */
  readonly drop: () => void;
}

const { STATUS_CODE: status, OPEN_MODE: mode } = ssh2.utils.sftp;

/** Serves this computer's files; ssh2's server announces no extension: neither fsync nor a rename that replaces. */
export function serveSftp(session: Session, sftp: FakeSftp): void {
  const { fault } = sftp;
  if (fault === 'absent') return;
  if (fault === 'garbage' || fault === 'huge-packet' || fault === 'exits') {
    session.on('subsystem', (accept) => {
      const channel = accept();
      channel.on('error', () => undefined);
      if (fault === 'exits') channel.exit(127);
      if (fault === 'exits') channel.end();
      // A length that is below zero as a signed number.
      else if (fault === 'huge-packet') channel.write(Buffer.from('fffffff0ffff', 'hex'));
      else channel.write('Welcome to this computer!\r\n');
    });
    return;
  }
  session.on('sftp', (accept) => serveFiles(accept(), sftp));
}

/** Does what was asked, or answers with the status that an SFTP server gives for the failure. */
function tryTo(server: SFTPWrapper, id: number, work: () => void): void {
  try {
    work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    server.status(id, code === 'ENOENT' ? status.NO_SUCH_FILE : code === 'EACCES' ? status.PERMISSION_DENIED : status.FAILURE);
  }
}

const fileOf = (handle: Buffer): number => handle.readUInt32BE();

function serveFiles(server: SFTPWrapper, { home, fault, drop }: FakeSftp): void {
  const done = (id: number, work: () => void): void => {
    tryTo(server, id, () => {
      work();
      server.status(id, status.OK);
    });
  };
  server.on('error', () => undefined);
  server.on('REALPATH', (id) => {
    server.name(id, [{ filename: realpathSync(home), longname: '', attrs: attributes(statSync(home)) }]);
  });
  server.on('STAT', (id, path) => {
    tryTo(server, id, () => server.attrs(id, attributes(statSync(path))));
  });
  server.on('FSTAT', (id, handle) => {
    tryTo(server, id, () => {
      const found = attributes(fstatSync(fileOf(handle)));
      server.attrs(id, fault === 'claims-a-petabyte' ? { ...found, size: 2 ** 50 } : found);
    });
  });
  server.on('FSETSTAT', (id, handle, { mode: bits }) => done(id, () => fchmodSync(fileOf(handle), bits & 0o7777)));
  server.on('CLOSE', (id, handle) => done(id, () => closeSync(fileOf(handle))));
  server.on('REMOVE', (id, path) => done(id, () => unlinkSync(path)));
  serveOpening(server, fault);
  serveReading(server, fault, drop);
  serveWriting(server, fault);
}

function serveOpening(server: SFTPWrapper, fault: FakeSftpFault | undefined): void {
  server.on('OPEN', (id, path, flags) => {
    if (fault === 'silent') return;
    tryTo(server, id, () => {
      const handle = Buffer.alloc(4);
      const how = (flags & mode.WRITE) === 0 ? constants.O_RDONLY : constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
      handle.writeUInt32BE(openSync(path, how, 0o600));
      server.handle(id, handle);
    });
  });
}

function serveReading(server: SFTPWrapper, fault: FakeSftpFault | undefined, drop: () => void): void {
  server.on('READ', (...[id, handle, offset, length]) => {
    if (fault === 'drops-while-reading') drop();
    else if (fault === 'ends-while-reading') server.end();
    else if (fault === 'too-much-data') server.data(id, Buffer.alloc(length + 1000));
    else
      tryTo(server, id, () => {
        const bytes = Buffer.alloc(fault === 'short-answers' ? Math.min(length, 1000) : length);
        const isOver = fault === 'ends-early' && offset > 50_000;
        const count = isOver ? 0 : readSync(fileOf(handle), bytes, 0, bytes.length, offset);
        if (count === 0) server.status(id, status.EOF);
        else server.data(id, bytes.subarray(0, count));
      });
  });
}

function serveWriting(server: SFTPWrapper, fault: FakeSftpFault | undefined): void {
  let written = 0;
  server.on('WRITE', (...[id, handle, offset, data]) => {
    written += data.length;
    if (fault === 'full-disk' && written > 100_000) server.status(id, status.FAILURE, 'No space left on device');
    else if (fault === 'loses-bytes' && offset > 0) server.status(id, status.OK);
    else
      tryTo(server, id, () => {
        writeSync(fileOf(handle), data, 0, data.length, offset);
        server.status(id, status.OK);
      });
  });
}

const attributes = ({ mode: bits, uid, gid, size, atimeMs, mtimeMs }: Stats) => ({
  ...{ mode: bits, uid, gid, size },
  atime: Math.floor(atimeMs / 1000),
  mtime: Math.floor(mtimeMs / 1000),
});
