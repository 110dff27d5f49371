import { useStore } from 'zustand';
import { useEngine } from './engine.ts';
import type { DeskView } from './plan-desk.ts';

/** How the plan file stands: saved, being saved, or waiting for the user. */
export function useDesk(): DeskView {
  return useStore(useEngine().desk.store);
}
