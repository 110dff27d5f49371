import { useState, type ReactElement } from 'react';
import type { SlotState, StationAct, StationPrompt, StationSlot } from '../../../electron/contract/station.ts';
import { t } from '../../messages/en.ts';
import { percent } from '../../messages/format.ts';
import { progressText } from '../../messages/progress.ts';
import { cardFraction } from '../../state/cards.ts';
import type { Tone } from '../../state/rack-model.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Fault } from '../../ui/fault.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Progress } from '../../ui/progress.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { driveFacts } from '../cards/drives-panel.tsx';

const text = t.station;

const tones: Readonly<Record<SlotState['kind'], Tone>> = {
  idle: 'idle',
  refused: 'bad',
  checking: 'run',
  asking: 'warn',
  starting: 'run',
  writing: 'run',
  done: 'ok',
  failed: 'bad',
  cancelled: 'warn',
};

interface SlotRowProps {
  readonly slot: StationSlot;
  readonly prompt: StationPrompt;
  readonly act: (what: StationAct) => void;
}

/** One card in one reader: what it is, whose it will be, and what can be done with it. */
export function SlotRow({ slot, prompt, act }: SlotRowProps): ReactElement {
  const { drive, state, origin } = slot;
  const label = state.kind === 'idle' && origin === 'baseline' ? text.state.baseline : text.state[state.kind];
  return (
    <>
      <div className="slot-head">
        <Icon name="card" size={20} />
        <div className="grow">
          <p>
            <span className="strong">{drive.title}</span> <span className="sub mono">{drive.identity.path}</span>
            {'node' in state && state.kind !== 'refused' ? <span className="strong"> {text.becomes(state.node)}</span> : null}
          </p>
          <p className="sub">{detailOf(slot)}</p>
        </div>
        <Chip tone={tones[state.kind]}>{state.kind === 'writing' ? percent(cardFraction(state.card)) : label}</Chip>
      </div>
      <SlotBody slot={slot} prompt={prompt} act={act} />
    </>
  );
}

function detailOf({ drive, state }: StationSlot): string {
  switch (state.kind) {
    case 'checking':
      return text.checkingText;
    case 'starting':
      return text.startingText;
    case 'writing':
      return state.card.kind === 'running'
        ? `${t.cards.writing.phase[state.card.phase]} · ${progressText(state.card.progress)}`
        : t.cards.writing.waiting;
    case 'done':
      return text.doneText(state.node);
    case 'cancelled':
      return text.cancelledText;
    case 'idle':
    case 'refused':
    case 'asking':
    case 'failed':
      return driveFacts(drive);
  }
}

function SlotBody({ slot, prompt, act }: SlotRowProps): ReactElement | null {
  const { id, state } = slot;
  switch (state.kind) {
    case 'idle':
      return prompt.kind === 'insert' ? (
        <Actions>
          <Button onPress={() => act({ type: 'use', slot: id })}>{text.use(prompt.node)}</Button>
        </Actions>
      ) : null;
    case 'refused':
      return <Fault error={state.error} />;
    case 'checking':
      return (
        <Actions>
          <UndoButton slot={id} node={state.node} act={act} />
        </Actions>
      );
    case 'asking':
      return <Question slot={slot} state={state} act={act} />;
    case 'writing':
      return (
        <>
          <Progress label={t.cards.writing.progressLabel(state.node)} fraction={cardFraction(state.card)} />
          <Actions>
            <Button size="small" aria-label={text.cancelLabel(state.node)} onPress={() => act({ type: 'cancel', slot: id })}>
              {text.cancel}
            </Button>
          </Actions>
        </>
      );
    case 'failed':
      return (
        <>
          <Fault error={state.error} />
          <RetryButton node={state.node} act={act} />
        </>
      );
    case 'cancelled':
      return <RetryButton node={state.node} act={act} />;
    case 'starting':
    case 'done':
      return null;
  }
}

const Actions = ({ children }: { readonly children: ReactElement | readonly ReactElement[] }): ReactElement => (
  <div className="row-wrap">{children}</div>
);

interface NodeAction {
  readonly node: string;
  readonly act: (what: StationAct) => void;
}

const RetryButton = ({ node, act }: NodeAction): ReactElement => (
  <Actions>
    <Button onPress={() => act({ type: 'retry', node })}>{text.retry}</Button>
  </Actions>
);

const UndoButton = ({ slot, node, act }: NodeAction & { readonly slot: string }): ReactElement => (
  <Button aria-label={text.undoLabel(node)} onPress={() => act({ type: 'undo', slot })}>
    <Icon name="undo" size={14} />
    {text.undo}
  </Button>
);

interface QuestionProps {
  readonly slot: StationSlot;
  readonly state: Extract<SlotState, { readonly kind: 'asking' }>;
  readonly act: (what: StationAct) => void;
}

/** Whether this card may be erased; everything that speaks against it stands above the button. */
function Question({ slot, state, act }: QuestionProps): ReactElement {
  const [typed, setTyped] = useState('');
  const { id, drive } = slot;
  const { path } = drive.identity;
  const { node, doubts } = state;
  const mustType = drive.verdict.decision === 'needs-confirmation';
  const wrong = typed !== '' && !path.startsWith(typed);
  return (
    <>
      <ul className="doubts">
        {doubts.map((doubt) => (
          <li key={doubt.kind}>
            <Icon name="alert" size={15} />
            {text.doubt(doubt)}
          </li>
        ))}
        {drive.verdict.reasons.map(({ code, message }) => (
          <li key={code}>
            <Icon name="info" size={15} />
            {message}
          </li>
        ))}
      </ul>
      {mustType ? (
        <TextField
          label={t.cards.confirm.typed(path)}
          value={typed}
          onChange={setTyped}
          mono
          error={wrong ? t.cards.confirm.mismatch(path) : undefined}
        />
      ) : null}
      <p className="sub">{text.lost}</p>
      <Actions>
        <Button
          variant="danger"
          isDisabled={mustType && typed !== path}
          onPress={() => act({ type: 'confirm', slot: id, ...(mustType ? { typed } : {}) })}
        >
          {text.erase(node)}
        </Button>
        <UndoButton slot={id} node={node} act={act} />
        <Button variant="quiet" onPress={() => act({ type: 'skip', node })}>
          {text.skip(node)}
        </Button>
      </Actions>
    </>
  );
}
