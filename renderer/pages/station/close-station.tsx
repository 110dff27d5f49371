import { useState, type ReactElement } from 'react';
import type { StationSnapshot } from '../../../electron/contract/station.ts';
import { t } from '../../messages/en.ts';
import { useCloseStation } from '../../state/use-station.ts';
import { Button } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Modal } from '../../ui/modal.tsx';

const text = t.station;

/** Closes the station; while a card is written it asks first, and says what becomes of it. */
export function CloseStation({ dir, station }: { readonly dir: string; readonly station: StationSnapshot }): ReactElement {
  const [asking, setAsking] = useState(false);
  const close = useCloseStation(dir);
  const writing = station.slots.some(({ state }) => state.kind === 'writing' || state.kind === 'starting');
  const closeNow = (): void => close.mutate();
  return (
    <>
      <Button busy={close.isPending} onPress={() => (writing ? setAsking(true) : closeNow())}>
        {text.close}
      </Button>
      <Modal title={text.closeTitle} open={asking} onClose={() => setAsking(false)} alert>
        <p>{text.closeLead}</p>
        <FaultOf thrown={close.error} />
        <div className="dialog-actions">
          <Button autoFocus onPress={() => setAsking(false)}>
            {text.closeKeep}
          </Button>
          <Button variant="danger" busy={close.isPending} onPress={closeNow}>
            {text.close}
          </Button>
        </div>
      </Modal>
    </>
  );
}
