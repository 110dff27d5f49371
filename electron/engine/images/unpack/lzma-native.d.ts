/** The part of lzma-native 8 that `xz.ts` drives: its native object, without the stream class around it. */
declare module 'lzma-native' {
  export interface NativeCoder {
    /** Called after each `code`: output chunks first, then `processed`, or at the end `output === null` with or without an error. */
    bufferHandler: (output: Buffer | null | undefined, processed: number | undefined, error: Error | null | undefined) => void;
    streamDecoder(options: { readonly memlimit: number; readonly flags: number }): void;
    /** Decodes one piece in the thread pool; null means that no more will come. */
    code(piece: Buffer | null, asynchronous: true): void;
    resetUnderlying(): void;
  }
  const lzma: { readonly Stream: new () => NativeCoder; readonly CONCATENATED: number };
  export { lzma as default };
}
