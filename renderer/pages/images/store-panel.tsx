import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import type { StoredImage, StoreStatus } from '../../../electron/contract/image.ts';
import { t } from '../../messages/en.ts';
import { ago } from '../../messages/format.ts';
import { useEngine } from '../../state/engine.ts';
import { keys } from '../../state/keys.ts';
import { refreshStore, useStored, useStoreStatus } from '../../state/queries.ts';
import { useNow } from '../../state/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Progress } from '../../ui/progress.tsx';
import { TextField } from '../../ui/text-field.tsx';

const text = t.images.stored;
const gigabyte = 1_000_000_000;

/** What is kept on this computer, how much room it takes, and how much it may. */
export function StorePanel(): ReactElement {
  const { data: stored = [] } = useStored();
  const { data: status } = useStoreStatus();
  return (
    <section className="panel" aria-label={text.title}>
      <div className="panel-head">
        <h2>{text.title}</h2>
      </div>
      {status === undefined ? null : <Usage status={status} />}
      {stored.length === 0 ? <p className="panel-pad sub">{text.none}</p> : null}
      <ul>
        {stored.map((image) => (
          <li key={image.id} className="image-row">
            <Item image={image} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Usage({ status }: { readonly status: StoreStatus }): ReactElement {
  const { client } = useEngine();
  const queries = useQueryClient();
  const { usedBytes, limitBytes, freeDiskBytes, dir } = status;
  const [limit, setLimit] = useState<string>();
  const save = useMutation({
    mutationFn: (gigabytes: number) => client.images.setLimit.mutate({ limitBytes: Math.round(gigabytes * gigabyte) }),
    onSuccess: (next) => {
      queries.setQueryData(keys.store, next);
      setLimit(undefined);
    },
  });
  const wanted = Number(limit);
  return (
    <div className="store-usage stack-s">
      <Progress
        label={text.title}
        fraction={Math.min(1, usedBytes / limitBytes)}
        tone="ok"
        text={text.usage(usedBytes, limitBytes)}
      />
      <div className="row-wrap">
        <span className="sub grow wrap-anywhere">{`${text.usage(usedBytes, limitBytes)} · ${text.free(freeDiskBytes, dir)}`}</span>
        <div className="store-limit">
          <TextField label={text.limitLabel} compact value={limit ?? String(limitBytes / gigabyte)} onChange={setLimit} />
          <span className="sub">GB</span>
          <Button
            size="small"
            isDisabled={limit === undefined || !(wanted > 0)}
            onPress={() => save.mutate(wanted)}
            aria-label={`${text.setLimit}: ${text.limitLabel}`}
          >
            {text.setLimit}
          </Button>
        </div>
      </div>
      <FaultOf thrown={save.error} />
    </div>
  );
}

function Item({ image }: { readonly image: StoredImage }): ReactElement {
  const { client } = useEngine();
  const queries = useQueryClient();
  const now = useNow();
  const remove = useMutation({
    mutationFn: () => client.images.remove.mutate({ id: image.id }),
    onSuccess: () => refreshStore(queries),
  });
  return (
    <>
      <div className="row-wrap">
        <span className="grow">
          <span className="strong">{image.name}</span>{' '}
          <span className="sub">{`${text.takes(image.storedBytes)} · ${text.added(ago(image.addedAt, now))}`}</span>
        </span>
        <Button
          size="small"
          variant="quiet"
          busy={remove.isPending}
          onPress={() => remove.mutate()}
          aria-label={text.removeLabel(image.name)}
        >
          <Icon name="trash" size={14} />
          {text.remove}
        </Button>
      </div>
      <FaultOf thrown={remove.error} />
    </>
  );
}
