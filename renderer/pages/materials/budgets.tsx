import type { ReactElement } from 'react';
import type { BillOfMaterials, Supply, SupplyLoad } from '../../../electron/contract/materials.ts';
import { t } from '../../messages/en.ts';
import type { EditMaterials } from '../../state/use-materials.ts';
import type { Tone } from '../../state/rack-model.ts';
import { Chip } from '../../ui/chip.tsx';
import { Choice } from '../../ui/choice.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Progress } from '../../ui/progress.tsx';

const { power, network } = t.materials;

const tones: Readonly<Record<SupplyLoad['verdict'], Tone>> = { fits: 'ok', tight: 'warn', over: 'bad' };
const switchSizes = [5, 8, 16, 24, 48] as const;

interface BudgetProps {
  readonly bill: BillOfMaterials;
  readonly edit: EditMaterials;
}

/** Each supply with the boards it feeds, at their hungriest. */
export function PowerPanel({ bill: { supplies, watts, materials }, edit }: BudgetProps): ReactElement {
  return (
    <section className="panel" aria-label={power.title}>
      <div className="panel-head">
        <h2>{power.title}</h2>
        <p className="sub">{power.lead(watts)}</p>
      </div>
      <ul>
        {supplies.map((load) => (
          <li key={load.number} className="supply">
            <SupplyRow load={load} />
          </li>
        ))}
      </ul>
      <div className="supply-fields panel-pad">
        <SupplyField field="ports" supply={materials.supply} edit={edit} whole />
        <SupplyField field="amps" supply={materials.supply} edit={edit} />
        <SupplyField field="ampsPerPort" supply={materials.supply} edit={edit} />
        <SupplyField field="count" supply={materials.supply} edit={edit} whole hint={power.countHint} />
      </div>
    </section>
  );
}

const SupplyRow = ({ load: { number, nodes, loadAmps, limitAmps, verdict } }: { readonly load: SupplyLoad }): ReactElement => (
  <>
    <div className="grow">
      <p>{power.supply(number, nodes)}</p>
      <Progress label={power.bar(number)} fraction={Math.min(1, loadAmps / limitAmps)} tone={tones[verdict]} />
    </div>
    <span className="sub">{power.load(loadAmps, limitAmps)}</span>
    <Chip tone={tones[verdict]}>{power.verdict[verdict]}</Chip>
  </>
);

interface SupplyFieldProps {
  readonly field: keyof Supply;
  readonly supply: Supply;
  readonly edit: BudgetProps['edit'];
  readonly whole?: boolean;
  readonly hint?: string;
}

function SupplyField({ field, supply, edit, whole = false, hint }: SupplyFieldProps): ReactElement {
  const path = ['supply', field];
  return (
    <NumberField
      label={power[field]}
      value={supply[field]}
      whole={whole}
      optional={field === 'count'}
      complaint={whole ? t.materials.notWhole : t.materials.notNumber}
      hint={hint}
      onSave={(value) => void edit([value === undefined ? { op: 'remove', path } : { op: 'set', path, value }])}
    />
  );
}

export function NetworkPanel({ bill: { ports, materials }, edit }: BudgetProps): ReactElement {
  const path = ['switchPorts'];
  return (
    <section className="panel panel-pad network-budget" aria-label={network.title}>
      <h2>{network.title}</h2>
      <p className="sub grow">{network.summary(ports)}</p>
      <Choice
        label={network.size}
        value={materials.switchPorts === undefined ? 'automatic' : String(materials.switchPorts)}
        options={[
          { id: 'automatic', label: network.automatic },
          ...switchSizes.map((size) => ({ id: String(size), label: network.ports(size) })),
        ]}
        onChange={(id) => void edit([id === 'automatic' ? { op: 'remove', path } : { op: 'set', path, value: Number(id) }])}
      />
    </section>
  );
}
