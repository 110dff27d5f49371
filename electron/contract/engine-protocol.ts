import { z } from 'zod';

/**
 * What the Electron shell tells the engine process. `connect` carries one port, on which the engine serves the contract's
 * router; after `close` the engine stops its work cleanly and exits with 0.
 */
export const engineMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('connect') }),
  z.strictObject({ type: z.literal('close') }),
]);
export type EngineMessage = z.output<typeof engineMessageSchema>;
