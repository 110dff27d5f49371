/** How much a client may ask of the browser mode before it is cut off. Sizes in bytes, times in milliseconds. */
export interface ServerLimits {
  readonly headerBytes: number;
  /** Body of `POST /session`: a token and its quotes. */
  readonly bodyBytes: number;
  /** One message on the socket; the largest is a plan's text. */
  readonly messageBytes: number;
  /** What may wait for a client that stopped reading. */
  readonly backlogBytes: number;
  /** Messages a second that a socket may send for long, and at once. */
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  readonly connections: number;
  readonly sockets: number;
  readonly headersMs: number;
  readonly requestMs: number;
  readonly keepAliveMs: number;
  /** How often slow requests are looked for. */
  readonly checkMs: number;
}

export const defaultLimits: ServerLimits = Object.freeze({
  headerBytes: 16 * 1024,
  bodyBytes: 1024,
  messageBytes: 4 * 1024 * 1024,
  backlogBytes: 32 * 1024 * 1024,
  messagesPerSecond: 100,
  messageBurst: 1000,
  connections: 128,
  sockets: 32,
  headersMs: 10_000,
  requestMs: 15_000,
  keepAliveMs: 5_000,
  checkMs: 1_000,
});
