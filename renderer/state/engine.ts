import { createContext, useContext } from 'react';
import type { Capabilities } from './capabilities.ts';
import type { PlanDesk } from './plan-desk.ts';
import type { Client } from './wire.ts';

/** Everything a component needs to reach beyond the page. */
export interface Engine {
  readonly client: Client;
  readonly capabilities: Capabilities;
  readonly desk: PlanDesk;
}

export const EngineContext = createContext<Engine | undefined>(undefined);

export function useEngine(): Engine {
  const engine = useContext(EngineContext);
  if (engine === undefined) throw new Error('useEngine needs an EngineContext around it');
  return engine;
}
