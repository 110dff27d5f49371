import { useState, type ReactElement } from 'react';
import type { FleetSnapshot, SweepProgress } from '../../../electron/contract/fleet.ts';
import { t } from '../../messages/en.ts';
import type { useFleetActs } from '../../state/use-fleet.ts';
import { announce } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Progress } from '../../ui/progress.tsx';
import { TextField } from '../../ui/text-field.tsx';

const text = t.boot.search;

interface SearchPanelProps {
  readonly fleet: FleetSnapshot;
  readonly acts: Pick<ReturnType<typeof useFleetActs>, 'look' | 'sweep' | 'stopSweep' | 'addAddress'>;
}

/** Ways to look further than Slipway does by itself. */
export function SearchPanel({ fleet: { sweep }, acts }: SearchPanelProps): ReactElement {
  const running = sweep?.running === true;
  return (
    <section className="panel panel-pad stack" aria-label={text.title}>
      <div className="stack-s">
        <h2>{text.title}</h2>
        <p className="sub">{text.lead}</p>
      </div>
      <FaultOf thrown={acts.sweep.error ?? acts.stopSweep.error} />
      <div className="row-wrap">
        {running ? (
          <Button busy={acts.stopSweep.isPending} onPress={() => acts.stopSweep.mutate()}>
            {text.stop}
          </Button>
        ) : (
          <Button busy={acts.sweep.isPending} onPress={() => acts.sweep.mutate()}>
            {text.sweep}
          </Button>
        )}
        <Button variant="quiet" busy={acts.look.isPending} onPress={() => acts.look.mutate()}>
          {text.again}
        </Button>
        {sweep === undefined ? <p className="sub">{text.sweepHint}</p> : <Sweep sweep={sweep} />}
      </div>
      <AddressField acts={acts} />
    </section>
  );
}

function Sweep({ sweep: { running, done, total, subnets } }: { readonly sweep: SweepProgress }): ReactElement {
  if (!running)
    return (
      <p className="sub" role="status">
        {text.ended(done)}
      </p>
    );
  return (
    <div className="grow stack-s">
      <p className="sub">{text.progress(done, total, subnets)}</p>
      <Progress label={text.bar} fraction={total === 0 ? undefined : done / total} />
    </div>
  );
}

function AddressField({ acts: { addAddress } }: Pick<SearchPanelProps, 'acts'>): ReactElement {
  const [address, setAddress] = useState('');
  const look = (): void => {
    const typed = address.trim();
    if (typed === '') return;
    addAddress.mutate(typed, {
      onSuccess: () => {
        setAddress('');
        announce(text.looked(typed));
      },
    });
  };
  return (
    <>
      <div className="input-row">
        <TextField
          label={text.address}
          value={address}
          onChange={setAddress}
          onEnter={look}
          hint={text.addressHint}
          placeholder="192.168.1.20"
          mono
        />
        <Button busy={addAddress.isPending} onPress={look}>
          {text.look}
        </Button>
      </div>
      <FaultOf thrown={addAddress.error} />
    </>
  );
}
