import { useState, type ReactElement } from 'react';
import type { StationAct, StationSnapshot } from '../../../electron/contract/station.ts';
import { t } from '../../messages/en.ts';
import { askedSlots, clearSlots, headlineOf, isBystander, tally } from '../../state/station.ts';
import { useStationAct, useStationVoice } from '../../state/use-station.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Check } from '../../ui/check.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Fault, FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { Progress } from '../../ui/progress.tsx';
import { CloseStation } from './close-station.tsx';
import { LabelsButton } from './labels-button.tsx';
import { QueuePanel } from './queue-panel.tsx';
import { SlotRow } from './slot-row.tsx';
import { HistoryPanel } from './history-panel.tsx';

const text = t.station;

interface DeskProps {
  readonly dir: string;
  readonly station: StationSnapshot;
}

/** The station at work: in large letters what to put in, below it every card that is in a reader. */
export function StationDesk({ dir, station }: DeskProps): ReactElement {
  const [sound, setSound] = useState(false);
  const doing = useStationAct(dir);
  useStationVoice(station, sound);
  const act = (what: StationAct): void => doing.mutate(what);
  const { prompt, auto } = station;
  const clear = clearSlots(station);
  return (
    <Page
      title={headlineOf(station)}
      lead={hintOf(station)}
      aside={<Counter station={station} />}
      actions={
        <>
          <CloseStation dir={dir} station={station} />
          <Check label={text.auto} selected={auto} onChange={(on) => act({ type: 'auto', on })} />
          <Check label={text.sound} selected={sound} onChange={setSound} />
          <span className="grow" />
          {clear.length > 1 ? (
            <Button variant="danger" busy={doing.isPending} onPress={() => act({ type: 'confirm-all' })}>
              {text.eraseAll(clear.length)}
            </Button>
          ) : null}
        </>
      }
    >
      <FaultOf thrown={doing.error} />
      <Trouble station={station} />
      <SlotsPanel station={station} act={act} />
      {prompt.kind === 'finished' ? <LabelsButton dir={dir} /> : null}
      <QueuePanel station={station} act={act} />
      <HistoryPanel history={station.history} />
    </Page>
  );
}

function hintOf(station: StationSnapshot): string {
  const { prompt, auto } = station;
  if (prompt.kind === 'insert' && auto) return text.hint.insertAuto;
  return prompt.kind === 'busy' && askedSlots(station).length > 0 ? text.hint.asking : text.hint[prompt.kind];
}

function Counter({ station: { nodes } }: { readonly station: StationSnapshot }): ReactElement {
  const { done, skipped } = tally(nodes);
  return (
    <div className="station-counter">
      <p>
        <span className="visually-hidden">{text.counterLabel}: </span>
        <span className="station-count">{text.counter(done, nodes.length)}</span>
      </p>
      <Progress label={text.counterLabel} fraction={nodes.length === 0 ? 0 : done / nodes.length} tone="ok" />
      {skipped === 0 ? null : <p className="sub">{text.skippedCount(skipped)}</p>}
    </div>
  );
}

/** Why the node that is asked for is asked for again. */
function Trouble({ station: { prompt, nodes, slots } }: { readonly station: StationSnapshot }): ReactElement | null {
  if (prompt.kind !== 'insert') return null;
  const trouble = nodes.find(({ node }) => node === prompt.node)?.trouble;
  const isShown = slots.some(({ state }) => state.kind === 'failed' && state.node === prompt.node);
  if (trouble === undefined) return null;
  return (
    <>
      <Callout kind="warn" title={text.trouble(prompt.node)} />
      {isShown ? null : <Fault error={trouble} />}
    </>
  );
}

interface SlotsProps {
  readonly station: StationSnapshot;
  readonly act: (what: StationAct) => void;
}

function SlotsPanel({ station, act }: SlotsProps): ReactElement {
  const slots = station.slots.filter((slot) => !isBystander(slot));
  const others = station.slots.filter((slot) => isBystander(slot) && slot.drive.verdict.decision !== 'refused');
  return (
    <section className="panel" aria-label={text.slots}>
      <div className="panel-head">
        <h2>{text.slots}</h2>
      </div>
      {slots.length === 0 ? <p className="panel-pad sub">{text.noSlots}</p> : null}
      <ul>
        {slots.map((slot) => (
          <li key={slot.id} className="slot-row">
            <SlotRow slot={slot} prompt={station.prompt} act={act} />
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <div className="slot-row">
          <Disclosure summary={<span className="sub">{text.others(others.length)}</span>}>
            <ul>
              {others.map((slot) => (
                <li key={slot.id} className="slot-row">
                  <SlotRow slot={slot} prompt={station.prompt} act={act} />
                </li>
              ))}
            </ul>
          </Disclosure>
        </div>
      )}
    </section>
  );
}
