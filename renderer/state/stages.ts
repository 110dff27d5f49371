/** The stages that are built; a later one is not shown before it is. */
export const stageNames = ['plan', 'images', 'cards', 'boot', 'kubernetes', 'cluster'] as const;
export type StageName = (typeof stageNames)[number];

export interface Stage {
  readonly name: StageName;
  readonly state: 'done' | 'open' | 'locked';
}

export interface StageInput {
  /** Whether there is a plan without errors. */
  readonly soundPlan: boolean;
  /** Whether every image that the plan needs is in the store. */
  readonly imagesReady: boolean;
  readonly nodes: number;
  readonly cardsWritten: number;
  /** Nodes that took our login. */
  readonly nodesUp: number;
  /** Whether the project has a kubeconfig. */
  readonly clusterExists?: boolean;
  /** Whether a run is taking nodes into the cluster, or failed at it. */
  readonly clusterInWork?: boolean;
}

/**
 * A stage is locked while the one before it is not done: its page would have nothing true to show. Boot needs one card
 * only, since nodes are booted one by one.
 */
export function stagesOf(input: StageInput): readonly Stage[] {
  const { soundPlan, imagesReady, nodes, cardsWritten, nodesUp, clusterExists = false, clusterInWork = false } = input;
  const images = soundPlan && imagesReady;
  return [
    { name: 'plan', state: soundPlan ? 'done' : 'open' },
    { name: 'images', state: step({ unlocked: soundPlan, done: images }) },
    { name: 'cards', state: step({ unlocked: images, done: nodes > 0 && cardsWritten === nodes }) },
    {
      name: 'boot',
      state: step({ unlocked: soundPlan && (cardsWritten > 0 || nodesUp > 0), done: nodes > 0 && nodesUp === nodes }),
    },
    {
      name: 'kubernetes',
      state: step({
        unlocked: soundPlan && (nodesUp > 0 || clusterExists || clusterInWork),
        done: clusterExists && !clusterInWork,
      }),
    },
    ...(clusterExists ? [{ name: 'cluster', state: 'open' } as const] : []),
  ];
}

function step({ unlocked, done }: { readonly unlocked: boolean; readonly done: boolean }): Stage['state'] {
  if (!unlocked) return 'locked';
  return done ? 'done' : 'open';
}
