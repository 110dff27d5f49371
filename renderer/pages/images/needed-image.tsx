import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { ImageJob } from '../../../electron/contract/image.ts';
import { t } from '../../messages/en.ts';
import { percent } from '../../messages/format.ts';
import { fractionOf, progressText } from '../../messages/progress.ts';
import { useEngine } from '../../state/engine.ts';
import type { ImageNeed } from '../../state/image-needs.ts';
import { baseName } from '../../state/paths.ts';
import { useFetchImage } from '../../state/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Fault, FaultOf } from '../../ui/fault.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Progress } from '../../ui/progress.tsx';
import { ImageFactsList } from './image-facts.tsx';

const text = t.images;

/** One image that the plan needs: there, on its way, or to be fetched. */
export function NeededImage({ need }: { readonly need: ImageNeed }): ReactElement {
  const { reference, nodes, entry, stored } = need;
  const practice = reference === 'practice';
  const name = stored?.name ?? entry?.name ?? (practice ? t.start.form.imagePractice : baseName(reference));
  return (
    <>
      <div className="row-wrap">
        <span className="strong">{name}</span>
        <span className="sub grow">{text.needed.usedBy(nodes)}</span>
        <State need={need} name={name} />
      </div>
      {stored === undefined ? <Missing need={need} name={name} /> : <ImageFactsList image={stored} />}
    </>
  );
}

function State({ need: { stored, job }, name }: { readonly need: ImageNeed; readonly name: string }): ReactElement {
  const { client } = useEngine();
  const cancel = useMutation({ mutationFn: (id: string) => client.images.cancel.mutate({ id }) });
  if (stored !== undefined)
    return (
      <Chip tone="ok" icon="check">
        {text.needed.ready}
      </Chip>
    );
  if (job?.state !== 'running') return <Chip tone="idle">{text.needed.missing}</Chip>;
  const fraction = fractionOf(job.progress);
  return (
    <>
      <Chip tone="run">{`${text.phase[job.phase]}${fraction === undefined ? '' : ` · ${percent(fraction)}`}`}</Chip>
      <Button size="small" onPress={() => cancel.mutate(job.id)} aria-label={text.cancelLabel(name)}>
        {text.cancel}
      </Button>
    </>
  );
}

function Missing({ need, name }: { readonly need: ImageNeed; readonly name: string }): ReactElement {
  const { reference, entry, job } = need;
  const fetchImage = useFetchImage();
  if (job?.state === 'running') return <Running job={job} name={name} />;
  const label = reference === 'practice' ? text.needed.make : text.needed.fetch(entry?.downloadBytes);
  const started = job?.state === 'cancelled';
  return (
    <div className="stack-s">
      {job?.state === 'failed' ? <Fault error={job.error} /> : null}
      {started ? <p className="sub">{text.cancelled}</p> : null}
      <FaultOf thrown={fetchImage.error} />
      {entry === undefined || entry.quirks.length === 0 ? null : <Quirks quirks={entry.quirks} />}
      <div>
        <Button
          variant="primary"
          busy={fetchImage.isPending}
          onPress={() => fetchImage.mutate(reference)}
          aria-label={`${started ? text.needed.resume : label}: ${name}`}
        >
          <Icon name="download" size={14} />
          {started ? text.needed.resume : label}
        </Button>
      </div>
    </div>
  );
}

function Running({ job, name }: { readonly job: Extract<ImageJob, { state: 'running' }>; readonly name: string }): ReactElement {
  const words = progressText(job.progress);
  return (
    <div className="stack-s">
      <Progress label={name} fraction={fractionOf(job.progress)} text={`${text.phase[job.phase]}, ${words}`} />
      <p className="sub">{words}</p>
    </div>
  );
}

export function Quirks({ quirks }: { readonly quirks: readonly string[] }): ReactElement {
  return (
    <ul className="quirks" aria-label={text.catalogue.quirks}>
      {quirks.map((quirk) => (
        <li key={quirk}>
          <Icon name="info" size={13} />
          <span>{quirk}</span>
        </li>
      ))}
    </ul>
  );
}
