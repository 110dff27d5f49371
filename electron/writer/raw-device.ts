/** One open file or drive, as bare as the system offers it. Errors are `SlipwayError`s already. */
export interface RawDevice {
  readonly path: string;
  readonly size: number;
  /** What offsets, lengths and memory must be multiples of, for reading and for writing; 1 means anything goes. */
  readonly alignment: { readonly read: number; readonly write: number };
  /** Both return how many bytes were moved, like read(2) and write(2). */
  read(target: Buffer, offset: number): Promise<number>;
  write(source: Buffer, offset: number): Promise<number>;
  /** Returns when the medium itself has everything written so far. */
  sync(): Promise<void>;
}
