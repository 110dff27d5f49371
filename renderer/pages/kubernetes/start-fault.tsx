import { useState, type ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { faultOf } from '../../state/faults.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { FaultOf, FaultText } from '../../ui/fault.tsx';
import { Modal } from '../../ui/modal.tsx';

const text = t.kubernetes.locked;

interface StartFaultProps {
  readonly thrown: unknown;
  readonly onTake: () => void;
  readonly busy: boolean;
}

/** Why it did not start. A lock that somebody else holds can be taken over, after a question. */
export function StartFault({ thrown, onTake, busy }: StartFaultProps): ReactElement | null {
  const [asking, setAsking] = useState(false);
  if (thrown === null || faultOf(thrown).code !== 'run/locked') return <FaultOf thrown={thrown} />;
  const take = (): void => {
    setAsking(false);
    onTake();
  };
  return (
    <>
      <Callout
        kind="warn"
        title={text.title}
        urgent
        actions={
          <Button busy={busy} onPress={() => setAsking(true)}>
            {text.take}
          </Button>
        }
      >
        <FaultText error={faultOf(thrown)} />
      </Callout>
      <Modal title={text.takeTitle} open={asking} onClose={() => setAsking(false)} alert>
        <p>{text.takeLead}</p>
        <div className="dialog-actions">
          <Button autoFocus onPress={() => setAsking(false)}>
            {text.keep}
          </Button>
          <Button variant="danger" onPress={take}>
            {text.takeNow}
          </Button>
        </div>
      </Modal>
    </>
  );
}
