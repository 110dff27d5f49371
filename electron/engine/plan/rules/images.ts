import type { Finding, PlanPath } from '../../../contract/finding.ts';
import { closest } from '../../../contract/closest.ts';
import { readImageReference } from '../image-reference.ts';
import { error, listed, quote, set, warning, type CheckContext, type Rule } from './rule.ts';

/** Every node has an image, and every image is one that can be had. */
export const imageRules: Rule = (context) => {
  const { plan } = context;
  const used = plan.nodes.some((entry) => entry.image === undefined);
  return [
    ...missingImage(context),
    ...(plan.image === undefined || (!used && plan.nodes.length > 0) ? [] : referenceFindings(context, plan.image, ['image'])),
    ...plan.nodes.flatMap(({ image }, index) =>
      image === undefined ? [] : referenceFindings(context, image, ['nodes', index, 'image']),
    ),
    ...ambiguousImages(context),
  ];
};

const missingImage: Rule = ({ nodes }) => {
  const without = nodes.filter(({ node }) => node.image === undefined);
  if (without.length === 0) return [];
  return [
    error({
      code: 'image-missing',
      path: ['image'],
      message: `No image is chosen for ${listed(without.map(({ node }) => node.name))}.`,
      fix: 'Choose one for all nodes: `image: hypriotos-1.12.3`, an address or a file.',
    }),
  ];
};

function referenceFindings({ knowledge }: CheckContext, image: string, path: PlanPath): readonly Finding[] {
  const reference = readImageReference(image);
  switch (reference.kind) {
    case 'practice':
    case 'path':
      return [];
    case 'url':
      return secretInUrl(reference.url, path);
    case 'bad-url':
      return [
        error({
          code: 'image-url',
          path,
          message: `${quote(image)} is no address that Slipway can download from.`,
          fix: 'Use http or https.',
        }),
      ];
    case 'id':
      return unknownImage(knowledge, image, path);
  }
}

/** A plan is shared and committed, so no password may be in it. */
export function secretInUrl(url: URL, path: PlanPath): readonly Finding[] {
  if (url.username === '' && url.password === '') return [];
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return [
    error({
      code: 'secret-in-plan',
      path,
      message: `The address at ${url.host} holds a user name or password, and a plan holds no secrets.`,
      fix: 'Remove it from the address.',
      edits: set(path, bare.href),
    }),
  ];
}

function unknownImage(knowledge: CheckContext['knowledge'], image: string, path: PlanPath): readonly Finding[] {
  const known = [...knowledge.images.map(({ id }) => id), ...(knowledge.stored ?? [])];
  if (known.includes(image)) return [];
  const meant = closest(image, known);
  // Without a look into the store, the name may be that of an image the user added.
  const make = knowledge.stored === undefined ? warning : error;
  return [
    make({
      code: 'image-unknown',
      path,
      message: `The image ${quote(image)} is not in the catalogue.`,
      fix:
        meant === undefined
          ? 'Run `slipway images list --online` to see what can be had, or give an address or a file.'
          : `Did you mean ${meant}?`,
      ...(meant !== undefined && { edits: set(path, meant) }),
    }),
  ];
}

const ambiguousImages: Rule = ({ nodes, knowledge }) => {
  const used = new Set(nodes.map(({ node }) => node.image));
  const urls = new Map<string, Set<string>>();
  for (const { id, url } of knowledge.images) if (used.has(id)) urls.set(id, (urls.get(id) ?? new Set()).add(url));
  return [...urls]
    .filter(([, addresses]) => addresses.size > 1)
    .map(([id, addresses]) =>
      error({
        code: 'image-ambiguous',
        path: ['image'],
        message: `The catalogue has ${addresses.size} different images called ${id}.`,
        fix: 'Give the address of the one you mean.',
      }),
    );
};
