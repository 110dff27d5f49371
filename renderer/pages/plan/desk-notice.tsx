import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { useDesk } from '../../state/use-desk.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { FaultText } from '../../ui/fault.tsx';

/** What to do about a change that could not be saved; it is kept until the user decides. */
export function DeskNotice({ dir }: { readonly dir: string }): ReactElement | null {
  const { desk } = useEngine();
  const { state } = useDesk();
  const answers = (retry: string, discard: string): ReactElement => (
    <>
      <Button variant="primary" onPress={() => void desk.retry(dir)}>
        {retry}
      </Button>
      <Button onPress={() => void desk.discard(dir)}>{discard}</Button>
    </>
  );
  switch (state.kind) {
    case 'saved':
    case 'saving':
      return null;
    case 'conflict': {
      const { conflict } = t.plan;
      return (
        <Callout kind="warn" urgent title={conflict.title} actions={answers(conflict.retry, conflict.discard)}>
          <p>{conflict.text(state.pending.length)}</p>
        </Callout>
      );
    }
    case 'failed': {
      const { failed } = t.plan;
      return (
        <Callout kind="bad" urgent title={state.error.title} actions={answers(failed.retry, failed.discard)}>
          <FaultText error={state.error} />
        </Callout>
      );
    }
  }
}
