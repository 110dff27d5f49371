import { z } from 'zod';
import { architectures } from './image.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A file on the internet whose bytes are known: what comes instead is refused. */
const pinnedFileSchema = z.strictObject({ url: z.url(), sha256 });
export type PinnedFile = z.output<typeof pinnedFileSchema>;

/** An object whose readiness proves that a component works. */
const readySchema = z.strictObject({
  kind: z.enum(['daemonset', 'deployment']),
  namespace: z.string(),
  name: z.string(),
});
export type ReadyObject = z.output<typeof readySchema>;

const componentSchema = z.strictObject({
  /** What plans call it: a `cni` today. */
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  name: z.string(),
  version: z.string(),
  /** Every image of it exists for these; a node of another architecture could not run it. */
  architectures: z.array(z.enum(architectures)),
  /** Applied in this order. */
  manifests: z.array(pinnedFileSchema).min(1),
  /** Images that the manifest names without a version, and what they are pinned to. */
  imagePins: z.record(z.string(), z.string()).default({}),
  ready: z.array(readySchema).min(1),
  /** What it takes on each node, MiB. */
  memoryMb: z.number().int().positive(),
  source: z.url(),
});
export type Component = z.output<typeof componentSchema>;

/** The images kubeadm starts a control plane with, by Kubernetes minor, without the registry's name. */
const coreImagesSchema = z.strictObject({ pause: z.string(), etcd: z.string(), coredns: z.string() });
export type CoreImages = z.output<typeof coreImagesSchema>;

/** `resources/catalogue/components.yaml`. */
export const componentsSchema = z.strictObject({
  /** By minor: `1.20`. */
  coreImages: z.record(z.string().regex(/^1\.\d+$/), coreImagesSchema),
  components: z.array(componentSchema),
});
export type Components = z.output<typeof componentsSchema>;
