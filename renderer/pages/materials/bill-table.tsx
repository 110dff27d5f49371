import type { ReactElement } from 'react';
import type { BillOfMaterials, MaterialRow } from '../../../electron/contract/materials.ts';
import { t } from '../../messages/en.ts';
import type { EditMaterials } from '../../state/use-materials.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { CommitField } from '../../ui/text-field.tsx';

const text = t.materials;

interface TableProps {
  readonly bill: BillOfMaterials;
  readonly edit: EditMaterials;
}

/** Every row with its price to be written; rows of one's own below those that the plan asks for. */
export function BillTable({ bill, edit }: TableProps): ReactElement {
  const { rows, currency, total, unpriced, materials } = bill;
  const add = (): void =>
    void edit([
      { op: 'insert', path: ['extra'], index: materials.extra.length, value: { description: text.newRow, quantity: 1 } },
    ]);
  return (
    <section className="panel" aria-label={text.table}>
      <div className="panel-head">
        <h2>{text.table}</h2>
        <div className="currency-field">
          <CommitField
            label={text.currency}
            value={currency}
            onSave={(value) => edit([{ op: 'set', path: ['currency'], value: value.trim().slice(0, 4) }])}
          />
        </div>
      </div>
      <div className="scroll-x">
        <table className="table bill">
          <caption className="visually-hidden">{text.table}</caption>
          <thead>
            <tr>
              <th scope="col" className="number">
                {text.columns.quantity}
              </th>
              <th scope="col">{text.columns.what}</th>
              <th scope="col" className="number col-unit">
                {text.columns.unit}
              </th>
              <th scope="col" className="number">
                {text.columns.cost}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.id} row={row} currency={currency} edit={edit} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={3} className="number">
                {text.total}
              </th>
              <td className="number strong bill-total">{text.money(currency, total)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
      <div className="panel-foot row-wrap">
        <Button size="small" variant="quiet" onPress={add}>
          <Icon name="plus" size={14} />
          {text.add}
        </Button>
        {unpriced.length === 0 ? null : <p className="sub grow">{text.unpriced(unpriced)}</p>}
      </div>
    </section>
  );
}

interface RowProps {
  readonly row: MaterialRow;
  readonly currency: string;
  readonly edit: TableProps['edit'];
}

function Row({ row, currency, edit }: RowProps): ReactElement {
  const { id, description, unitCost, cost } = row;
  const own = ownIndex(id);
  const path = own === undefined ? ['prices', id] : ['extra', own, 'unitCost'];
  return (
    <tr>
      <td className="number">{own === undefined ? row.quantity : <OwnQuantity row={row} index={own} edit={edit} />}</td>
      <td>
        {own === undefined ? description : <OwnName row={row} index={own} edit={edit} />}
        {row.reason === '' ? null : <p className="sub">{row.reason}</p>}
      </td>
      <td className="number">
        <NumberField
          label={text.unitOf(description)}
          value={unitCost}
          compact
          optional
          placeholder="–"
          complaint={text.notNumber}
          onSave={(value) => void edit([value === undefined ? { op: 'remove', path } : { op: 'set', path, value }])}
        />
      </td>
      <td className="number">{text.money(currency, cost)}</td>
    </tr>
  );
}

/** The place in `extra` of a row of one's own; undefined for one that the plan asks for. */
const ownIndex = (id: string): number | undefined => (id.startsWith('extra/') ? Number(id.slice('extra/'.length)) : undefined);

interface OwnProps {
  readonly row: MaterialRow;
  readonly index: number;
  readonly edit: TableProps['edit'];
}

const OwnQuantity = ({ row, index, edit }: OwnProps): ReactElement => (
  <NumberField
    label={text.quantityOf(row.description)}
    value={row.quantity}
    compact
    whole
    complaint={text.notWhole}
    onSave={(value) => void edit([{ op: 'set', path: ['extra', index, 'quantity'], value: value ?? 1 }])}
  />
);

const OwnName = ({ row: { description }, index, edit }: OwnProps): ReactElement => (
  <div className="own-name">
    <CommitField
      label={text.nameOf(index + 1)}
      value={description}
      compact
      onSave={(value) =>
        value.trim() === ''
          ? Promise.resolve()
          : edit([{ op: 'set', path: ['extra', index, 'description'], value: value.trim().slice(0, 200) }])
      }
    />
    <Button
      size="icon"
      variant="quiet"
      aria-label={text.remove(description)}
      onPress={() => void edit([{ op: 'remove', path: ['extra', index] }])}
    >
      <Icon name="trash" size={14} />
    </Button>
  </div>
);
