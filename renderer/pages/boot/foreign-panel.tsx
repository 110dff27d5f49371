import { useState, type ReactElement } from 'react';
import type { FleetSnapshot, ForeignMachine } from '../../../electron/contract/fleet.ts';
import { t } from '../../messages/en.ts';
import type { useFleetActs } from '../../state/use-fleet.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { AdoptDialog } from './adopt-dialog.tsx';

const text = t.boot.foreign;

interface ForeignPanelProps {
  readonly fleet: FleetSnapshot;
  readonly acts: Pick<ReturnType<typeof useFleetActs>, 'adopt'>;
}

/** Machines that are not ours: those in a node's place first, all others folded away. */
export function ForeignPanel({ fleet, acts }: ForeignPanelProps): ReactElement {
  const [chosen, setChosen] = useState<ForeignMachine>();
  const claiming = fleet.foreign.filter(({ claims }) => claims !== undefined);
  const others = fleet.foreign.filter(({ claims }) => claims === undefined);
  return (
    <section className="panel" aria-label={text.title}>
      <div className="panel-pad stack-s">
        <h2>{text.title}</h2>
        <p className="sub">{fleet.foreign.length === 0 ? text.none : text.lead}</p>
      </div>
      <Machines machines={claiming} onAdopt={setChosen} />
      {others.length === 0 ? null : (
        <div className="fleet-fold">
          <Disclosure summary={<span className="sub">{text.more(others.length)}</span>}>
            <Machines machines={others} onAdopt={setChosen} />
          </Disclosure>
        </div>
      )}
      {chosen === undefined ? null : (
        <AdoptDialog machine={chosen} nodes={fleet.nodes} adopt={acts.adopt} onClose={() => setChosen(undefined)} />
      )}
    </section>
  );
}

interface MachinesProps {
  readonly machines: readonly ForeignMachine[];
  readonly onAdopt: (machine: ForeignMachine) => void;
}

const Machines = ({ machines, onAdopt }: MachinesProps): ReactElement => (
  <ul>
    {machines.map((machine) => (
      <li key={machine.id} className="machine-row">
        <div className="grow stack-s">
          <p className="strong wrap-anywhere">{text.heading(machine)}</p>
          {machine.claims === undefined ? null : <p>{text.claims(machine.claims)}</p>}
          <p className="sub wrap-anywhere">{text.facts(machine)}</p>
          <p className="sub mono wrap-anywhere">{machine.fingerprint}</p>
        </div>
        <div className="fleet-end">
          <Chip tone={machine.claims === undefined ? 'idle' : 'warn'}>{text.chip}</Chip>
          <Button
            size="small"
            variant="quiet"
            aria-label={text.adoptLabel(text.heading(machine))}
            onPress={() => onAdopt(machine)}
          >
            {text.adopt}
          </Button>
        </div>
      </li>
    ))}
  </ul>
);
