import { useState, type ReactElement } from 'react';
import type { Question } from '../../electron/contract/questions.ts';
import { t } from '../messages/en.ts';
import { useEngine } from '../state/engine.ts';
import { useQuestions } from '../state/use-questions.ts';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { Check } from '../ui/check.tsx';
import { FaultOf } from '../ui/fault.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';

const text = t.questions;

/** What the engine asks: the oldest question as a dialog, and those that were declined as notes. */
export function Questions(): ReactElement {
  const questions = useQuestions();
  const asked = questions.find(({ state }) => state === 'asked');
  return (
    <>
      {questions
        .filter(({ state }) => state === 'declined')
        .map((question) => (
          <DeclinedNote key={question.id} question={question} />
        ))}
      {asked === undefined ? null : <QuestionDialog key={asked.id} question={asked} />}
    </>
  );
}

/** What is typed goes to the engine and is kept nowhere here: not in the cache of queries, not in the address. */
function QuestionDialog({ question }: { readonly question: Question }): ReactElement {
  const { client } = useEngine();
  const { id, subject, wrong } = question;
  const [answer, setAnswer] = useState('');
  const [everywhere, setEverywhere] = useState(true);
  const { busy, fault, send } = useSending();
  const isSudo = subject.kind === 'sudo-password';
  const go = (): void => {
    if (answer === '' || busy) return;
    send(client.questions.answer.mutate({ id, text: answer, everywhere: isSudo && everywhere }));
    setAnswer('');
  };
  const decline = (): void => send(client.questions.decline.mutate({ id }));
  return (
    <Modal title={text.title(subject)} open onClose={decline} alert>
      <p className="wrap-anywhere">{text.lead(subject)}</p>
      <TextField
        label={text.field[subject.kind]}
        type="password"
        value={answer}
        onChange={setAnswer}
        onEnter={go}
        hint={text.kept}
        error={wrong === 0 ? undefined : text.wrong(question)}
        autoFocus
      />
      {isSudo ? <Check label={text.everywhere} selected={everywhere} onChange={setEverywhere} /> : null}
      <FaultOf thrown={fault} />
      <div className="dialog-actions">
        <Button onPress={decline}>{t.shell.cancel}</Button>
        <Button variant="primary" isDisabled={answer === ''} busy={busy} onPress={go}>
          {text.answer}
        </Button>
      </div>
    </Modal>
  );
}

function DeclinedNote({ question }: { readonly question: Question }): ReactElement {
  const { client } = useEngine();
  const { busy, fault, send } = useSending();
  const { id, subject } = question;
  const again = (): void => send(client.questions.reopen.mutate({ id }));
  return (
    <Callout
      kind="warn"
      title={text.declined.title(subject)}
      actions={
        <Button busy={busy} onPress={again}>
          {text.declined.again}
        </Button>
      }
    >
      <p className="wrap-anywhere">{text.declined.text(question)}</p>
      <FaultOf thrown={fault} />
    </Callout>
  );
}

/** No mutation of the query client: those remember what they were given. */
function useSending(): { readonly busy: boolean; readonly fault: unknown; readonly send: (call: Promise<unknown>) => void } {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const send = (call: Promise<unknown>): void => {
    setBusy(true);
    void call.then(() => setFault(null), setFault).finally(() => setBusy(false));
  };
  return { busy, fault, send };
}
