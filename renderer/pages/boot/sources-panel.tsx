import type { ReactElement } from 'react';
import type { FinderStatus } from '../../../electron/contract/fleet.ts';
import { t } from '../../messages/en.ts';
import type { Tone } from '../../state/rack-model.ts';
import { Chip } from '../../ui/chip.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';

const text = t.boot.sources;

const tones: Readonly<Record<FinderStatus['state']['kind'], Tone>> = { working: 'ok', stopped: 'idle', failed: 'warn' };

/** Each way of finding machines, and how it is doing: why a node may stay unseen. */
export function SourcesPanel({ sources }: { readonly sources: readonly FinderStatus[] }): ReactElement | null {
  if (sources.length === 0) return null;
  return (
    <section className="panel panel-pad" aria-label={text.title}>
      <Disclosure summary={text.title} open={sources.some(({ state }) => state.kind === 'failed')}>
        <ul className="stack-s">
          {sources.map((source) => (
            <li key={`${source.finder} ${source.interface ?? ''}`} className="row-wrap">
              <span className="grow">
                {text.on(text.name[source.finder], source.interface)} <span className="sub">{detailOf(source)}</span>
              </span>
              <Chip tone={tones[source.state.kind]}>{text.state[source.state.kind]}</Chip>
            </li>
          ))}
        </ul>
      </Disclosure>
    </section>
  );
}

function detailOf({ state }: FinderStatus): string {
  switch (state.kind) {
    case 'working':
      return state.detail;
    case 'stopped':
      return '';
    case 'failed':
      return `${state.error.title} ${state.error.fix}`;
  }
}
