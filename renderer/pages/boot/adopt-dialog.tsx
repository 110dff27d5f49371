import { useState, type ReactElement } from 'react';
import type { FleetNode, ForeignMachine } from '../../../electron/contract/fleet.ts';
import { t } from '../../messages/en.ts';
import { isUp } from '../../state/fleet.ts';
import type { useFleetActs } from '../../state/use-fleet.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Choice } from '../../ui/choice.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Modal } from '../../ui/modal.tsx';

const text = t.boot.adopt;

interface AdoptDialogProps {
  readonly machine: ForeignMachine;
  readonly nodes: readonly FleetNode[];
  readonly adopt: ReturnType<typeof useFleetActs>['adopt'];
  readonly onClose: () => void;
}

/** Takes a machine whose card was made elsewhere: an act of its own, with the fingerprint to compare. Cancel has the focus. */
export function AdoptDialog({ machine, nodes, adopt, onClose }: AdoptDialogProps): ReactElement {
  const open = nodes.filter((node) => !isUp(node));
  // The node that it stands for, unless that one is up meanwhile: its key is not given away by default.
  const [node, setNode] = useState((open.find((one) => one.node === machine.claims) ?? open[0])?.node ?? '');
  const [compared, setCompared] = useState(false);
  const { fingerprint } = machine;
  const close = (): void => {
    adopt.reset();
    onClose();
  };
  return (
    <Modal title={text.title(t.boot.foreign.heading(machine))} open onClose={close} alert>
      <p>{text.lead}</p>
      <pre className="code">{text.command}</pre>
      <div className="stack-s">
        <p className="field-label">{text.fingerprint}</p>
        <p className="fingerprint mono wrap-anywhere">{fingerprint}</p>
      </div>
      <Choice
        label={text.node}
        value={node}
        options={open.map((candidate) => ({ id: candidate.node, label: candidate.node }))}
        onChange={setNode}
      />
      <Check label={text.compared} selected={compared} onChange={setCompared} />
      <p className="sub">{text.effect}</p>
      <FaultOf thrown={adopt.error} />
      <div className="dialog-actions">
        <Button autoFocus onPress={close}>
          {t.shell.cancel}
        </Button>
        <Button
          variant="primary"
          isDisabled={!compared || node === ''}
          busy={adopt.isPending}
          onPress={() => adopt.mutate({ node, fingerprint }, { onSuccess: close })}
        >
          {text.action(node)}
        </Button>
      </div>
    </Modal>
  );
}
