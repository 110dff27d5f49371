import { isMap, isScalar, isSeq, parseAllDocuments, visit, type Pair, type Scalar } from 'yaml';

/** Lists of containers in any pod template (core/v1 PodSpec). */
const containerLists = new Set(['containers', 'initContainers', 'ephemeralContainers']);

interface ImagePlace {
  readonly image: string;
  /** Where its text begins and ends in the manifest. */
  readonly start: number;
  readonly end: number;
}

/** The images that the pods of a manifest run, each once, in order of appearance. */
export function manifestImages(manifest: string): readonly string[] {
  return [...new Set(placesOf(manifest).map(({ image }) => image))];
}

/** Puts other images in their place; every other byte of the manifest stays, comments included. */
export function replaceImages(manifest: string, replace: (image: string) => string): string {
  const changes = placesOf(manifest).flatMap((place) => {
    const image = replace(place.image);
    return image === place.image ? [] : [{ ...place, image }];
  });
  return changes.reduceRight(
    (text, { image, start, end }) => text.slice(0, start) + JSON.stringify(image) + text.slice(end),
    manifest,
  );
}

/** Parses only the documents that can hold an image: those with the custom resource definitions of Calico are megabytes. */
function placesOf(manifest: string): readonly ImagePlace[] {
  return documentsOf(manifest).flatMap(({ text, offset }) =>
    text.includes('image:') ? imagesIn(text).map((place) => shifted(place, offset)) : [],
  );
}

interface DocumentText {
  readonly text: string;
  readonly offset: number;
}

function documentsOf(manifest: string): readonly DocumentText[] {
  const starts = [0, ...[...manifest.matchAll(/^---[ \t]*(?:#.*)?\r?\n/gm)].map(({ index }) => index)];
  return starts.map((offset, index) => ({ offset, text: manifest.slice(offset, starts[index + 1]) }));
}

function imagesIn(text: string): readonly ImagePlace[] {
  const places: ImagePlace[] = [];
  for (const document of parseAllDocuments(text)) {
    visit(document, {
      Pair: (_key, pair) => {
        places.push(...imagesOfList(pair));
      },
    });
  }
  return places;
}

function imagesOfList({ key, value }: Pair): readonly ImagePlace[] {
  if (!isScalar(key) || typeof key.value !== 'string' || !containerLists.has(key.value) || !isSeq(value)) return [];
  return value.items.flatMap((container) => {
    const image = isMap(container) ? container.get('image', true) : undefined;
    return isScalar(image) ? placeOf(image) : [];
  });
}

function placeOf({ value, range }: Scalar): readonly ImagePlace[] {
  if (typeof value !== 'string' || !range) return [];
  return [{ image: value, start: range[0], end: range[1] }];
}

const shifted = ({ image, start, end }: ImagePlace, by: number): ImagePlace => ({ image, start: start + by, end: end + by });
