import { z } from 'zod';
import { architectures, osFamilies } from './image.ts';
import { roles } from './plan.ts';

/** The ways Kubernetes can be installed; a plan's `track: auto` becomes one of them (design §5). */
export const tracks = ['kubeadm', 'kubeadm-docker', 'k3s'] as const;
export type Track = (typeof tracks)[number];

/** `1.26` or `1.26.15`. */
const version = z.string().regex(/^\d+\.\d+(\.\d+)?$/);

const trackSchema = z.strictObject({
  /** Version that `version: auto` stands for. */
  default: version,
  oldest: version,
  newest: version,
  reason: z.string(),
  source: z.string(),
});

/**
 * What must hold for a rule to speak: every field given must match, and within a list any one of its values.
 * Fields about a node are tested on each node; the rest on the plan as a whole.
 */
const conditionSchema = z.strictObject({
  roles: z.array(z.enum(roles)).optional(),
  boards: z.array(z.string()).optional(),
  architectures: z.array(z.enum(architectures)).optional(),
  families: z.array(z.enum(osFamilies)).optional(),
  images: z.array(z.string()).optional(),
  /** The largest model of the board has less than this many MiB. */
  memoryBelowMb: z.number().int().positive().optional(),
  tracks: z.array(z.enum(tracks)).optional(),
  cni: z.array(z.string()).optional(),
  addons: z.array(z.string()).optional(),
  /** Kubernetes minor from which the rule holds, inclusive. */
  from: version.optional(),
  /** Kubernetes minor from which the rule holds no longer. */
  below: version.optional(),
});
export type CompatCondition = z.output<typeof conditionSchema>;

/** What of the plan a rule is about: a field of a node, or one of the cluster. */
export const compatSubjects = ['board', 'image', 'role', 'track', 'version', 'cni', 'addons'] as const;
export type CompatSubject = (typeof compatSubjects)[number];

const ruleSchema = z.strictObject({
  /** Becomes the finding's code. */
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  severity: z.enum(['error', 'warning', 'advice']),
  about: z.enum(compatSubjects),
  when: conditionSchema,
  /** One sentence; `{nodes}`, `{board}`, `{image}`, `{track}`, `{version}` and `{cni}` stand for the plan's values. */
  reason: z.string(),
  fix: z.string(),
  source: z.string(),
});
export type CompatRule = z.output<typeof ruleSchema>;

/** `resources/catalogue/compat.yaml`: what goes with what, as data; each refusal with its reason and source. */
export const compatSchema = z.strictObject({
  tracks: z.record(z.enum(tracks), trackSchema),
  rules: z.array(ruleSchema),
});
export type Compat = z.output<typeof compatSchema>;
