import { networkInterfaces } from 'node:os';
import type { BundleFacts, BundleRequest, BundleService, MirrorAddress } from '../../contract/bundle.ts';
import { SlipwayError } from '../../contract/errors.ts';
import { architectures, type Architecture } from '../../contract/image.ts';
import type { ResolvedPlan } from '../../contract/plan.ts';
import { bundleContent, type BundleQuestion } from '../artifacts/bundle/bundle-content.ts';
import type { BundleIndex } from '../artifacts/bundle/bundle-index.ts';
import { checkBundle } from '../artifacts/bundle/check-bundle.ts';
import { writeBundle } from '../artifacts/bundle/write-bundle.ts';
import { startMirror } from '../artifacts/mirror-server.ts';
import type { Catalogue } from '../catalogue/load.ts';
import { openHttpClient } from '../images/download/http-client.ts';
import { ownNetwork } from '../recipes/network/own-manifest.ts';
import { resolveReference } from '../images/references.ts';
import { nodeFacts } from '../plan/node-facts.ts';
import { architectureOf, chooseTrack } from '../plan/track.ts';
import type { CatalogueRoom } from './catalogue-service.ts';
import type { ProjectRoom } from './project-service.ts';

const stallMs = 30_000;

/** Bundles: plan and catalogue say what is needed, the artifacts room fetches it. */
export function createBundleService(projects: ProjectRoom, catalogue: CatalogueRoom): BundleService {
  return {
    async write(request, { signal, onNews }) {
      const plan = await projects.soundPlan(request.dir);
      const question = bundleQuestion(plan, await catalogue.knowledge(), request);
      const http = await openHttpClient({ environment: process.env, stallMs, authority: plan.mirrors.ca });
      try {
        const about = { cluster: plan.name, track: question.track, version: question.version, madeAt: new Date().toISOString() };
        const content = bundleContent(question);
        const { mirrors } = plan;
        const order = { dir: request.outDir, content, about, architectures: question.architectures, mirrors, http, signal };
        return factsOf(request.outDir, await writeBundle({ ...order, onProgress: onNews }));
      } finally {
        await http.close();
      }
    },
    check: ({ outDir }) => checkBundle(outDir),
    async serve({ outDir, host, port }, signal) {
      const mirror = await startMirror({ dir: outDir, host, port });
      const closed = new Promise<void>((resolve) => {
        const close = (): void => void mirror.close().then(resolve);
        if (signal.aborted) close();
        else signal.addEventListener('abort', close, { once: true });
      });
      return { ...addressOf(host, mirror.port), closed };
    },
  };
}

/** What the plan comes to: the track and version, which architectures, which systems. Errors: `cli/usage`. */
export function bundleQuestion(plan: ResolvedPlan, catalogue: Catalogue, request: BundleRequest): BundleQuestion {
  const nodes = nodeFacts(plan.nodes, catalogue);
  const { track, version } = chooseTrack({ kubernetes: plan.kubernetes, nodes, compat: catalogue.compat });
  const references = new Set(plan.nodes.flatMap(({ image }) => (image === undefined ? [] : [image])));
  const systems = [...references].map((reference) => resolveReference(reference, catalogue.images));
  const known = request.architectures.length > 0 ? request.architectures.map(namedArchitecture) : nodes.map(architectureOf);
  const wanted = [...new Set(known)].filter((architecture) => architecture !== 'unknown');
  if (wanted.length === 0) {
    throw new SlipwayError('cli/usage', 'The architecture of the nodes is not known: name it with --arch amd64, arm64 or armhf.');
  }
  return {
    track,
    version,
    architectures: wanted,
    systems: systems.filter(({ url }) => /^https?:/i.test(url)),
    cni: ownNetwork(plan.kubernetes) ?? catalogue.components.components.find(({ id }) => id === plan.kubernetes.cni),
    coreImages: catalogue.components.coreImages,
    extraImages: request.images,
  };
}

function namedArchitecture(name: string): Architecture {
  const found = architectures.find((architecture) => architecture === name);
  if (found === undefined || found === 'unknown') throw new SlipwayError('cli/usage', `${name} is no architecture.`);
  return found;
}

function factsOf(outDir: string, { version, track, files, images, gaps }: BundleIndex): BundleFacts {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return { outDir, version, track, files: files.length, images: images.length, bytes, gaps };
}

/** How the nodes reach this computer: the address listened on, or the first of its own that is not loopback. */
function addressOf(host: string, port: number): Pick<MirrorAddress, 'url' | 'planLines'> {
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outward = own.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.1';
  const shown = host === '0.0.0.0' || host === '::' ? outward : host;
  const url = `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
  const lines = [
    'mirrors:',
    `  images: ${url}/images/`,
    `  kubernetes: ${url}/kubernetes/`,
    `  files: ${url}/files/`,
    `  registry: ${url}`,
  ];
  return { url, planLines: lines.join('\n') };
}
