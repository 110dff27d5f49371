/** The part of WebAssembly that Node has and TypeScript's library only knows as part of the DOM. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(program: object, imports: object): Promise<{ readonly exports: Record<string, unknown> }>;
};
