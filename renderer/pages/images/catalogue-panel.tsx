import { useState, type ReactElement } from 'react';
import type { ImageEntry } from '../../../electron/contract/image.ts';
import type { ResolvedPlan } from '../../../electron/contract/plan.ts';
import { t } from '../../messages/en.ts';
import { ago, bytes } from '../../messages/format.ts';
import { filterImages } from '../../state/image-needs.ts';
import { useCatalogue, useRefreshCatalogue } from '../../state/queries.ts';
import { useNow } from '../../state/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Choice } from '../../ui/choice.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Quirks } from './needed-image.tsx';

const text = t.images.catalogue;
const pageSize = 6;

interface CataloguePanelProps {
  readonly plan: ResolvedPlan;
  readonly onChoose: (image: string) => void;
}

/** Every image that is known, to search and choose from. */
export function CataloguePanel({ plan, onChoose }: CataloguePanelProps): ReactElement {
  const { data: catalogue } = useCatalogue();
  const [filter, setFilter] = useState({ words: '', board: plan.nodes[0]?.board ?? '' });
  const [shown, setShown] = useState(pageSize);
  const all = catalogue?.images ?? [];
  const matching = filterImages(all, filter);
  const boards = (catalogue?.boards ?? []).map(({ id, name }) => ({ id, label: name }));
  return (
    <section className="panel" aria-label={text.title}>
      <div className="panel-head">
        <h2>{text.title}</h2>
        <span className="sub" role="status">
          {text.results(matching.length, all.length)}
        </span>
      </div>
      <div className="filter">
        <TextField label={text.search} value={filter.words} onChange={(words) => setFilter({ ...filter, words })} />
        <Choice
          label={text.board}
          value={filter.board}
          options={[{ id: '', label: text.anyBoard }, ...boards]}
          onChange={(board) => setFilter({ ...filter, board })}
        />
      </div>
      {matching.length === 0 ? <p className="panel-pad sub">{text.none}</p> : null}
      <ul>
        {matching.slice(0, shown).map((image) => (
          <li key={image.id} className="image-row">
            <Entry image={image} inUse={plan.image === image.id} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      <div className="panel-foot row-wrap">
        {matching.length > shown ? (
          <Button size="small" variant="quiet" onPress={() => setShown(shown + pageSize * 2)}>
            {text.more}
          </Button>
        ) : null}
        <span className="grow" />
        <Refresh refreshedAt={catalogue?.refreshedAt} />
      </div>
    </section>
  );
}

interface EntryProps {
  readonly image: ImageEntry;
  readonly inUse: boolean;
  readonly onChoose: (image: string) => void;
}

function Entry({ image, inUse, onChoose }: EntryProps): ReactElement {
  const { id, name, description, architecture, downloadBytes, releaseDate, quirks } = image;
  const facts = [
    t.images.architecture[architecture],
    ...(downloadBytes === undefined ? [] : [bytes(downloadBytes)]),
    ...(releaseDate === undefined ? [] : [text.released(releaseDate)]),
    t.images.origin[image.origin],
  ];
  return (
    <>
      <div className="row-wrap">
        <span className="strong grow">{name}</span>
        {inUse ? (
          <Chip tone="accent" icon="check">
            {text.inUse}
          </Chip>
        ) : (
          <Button size="small" onPress={() => onChoose(id)} aria-label={text.useLabel(name)}>
            {text.use}
          </Button>
        )}
      </div>
      {description === '' ? null : <p>{description}</p>}
      <p className="sub">{facts.join(' · ')}</p>
      {quirks.length === 0 ? null : <Quirks quirks={quirks} />}
    </>
  );
}

function Refresh({ refreshedAt }: { readonly refreshedAt: string | undefined }): ReactElement {
  const refresh = useRefreshCatalogue();
  const now = useNow();
  return (
    <>
      {refresh.isError ? (
        <Callout kind="warn" title={text.offline} urgent>
          <FaultOf thrown={refresh.error} />
        </Callout>
      ) : null}
      <span className="sub">{refreshedAt === undefined ? text.never : text.refreshed(ago(refreshedAt, now))}</span>
      <Button size="small" busy={refresh.isPending} onPress={() => refresh.mutate()}>
        {text.refresh}
      </Button>
    </>
  );
}
