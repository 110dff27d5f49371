import type { ReactElement } from 'react';
import type { ClusterNode } from '../../../electron/contract/plan.ts';
import { t } from '../../messages/en.ts';
import { shortBoard } from '../../messages/format.ts';
import { changeField, removeNode, type NodeField } from '../../state/node-edits.ts';
import { useCatalogue } from '../../state/queries.ts';
import { Button } from '../../ui/button.tsx';
import type { Option } from '../../ui/choice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { usePlan } from './plan-context.ts';
import { PlanChoice, PlanText } from './plan-field.tsx';

const text = t.plan.nodes;

const roleOptions: readonly Option[] = [
  { id: 'control-plane', label: text.roles['control-plane'] },
  { id: 'worker', label: text.roles.worker },
];

/** One node. The first row of an entry that stands for several nodes shows what was found about the entry. */
export function NodeRow({ node, index }: { readonly node: ClusterNode; readonly index: number }): ReactElement {
  const { plan, edit } = usePlan();
  const { data: catalogue } = useCatalogue();
  const silent = plan.nodes.findIndex(({ entry }) => entry === node.entry) !== index;
  const cell = (field: NodeField) => ({
    label: text.field(text[field], node.name),
    path: ['nodes', node.entry, field],
    silent,
    compact: true,
    onSave: (value: string) => edit(changeField(plan, { index, field, value })),
  });
  const images = (catalogue?.images ?? []).map(({ id, name, description }): Option => ({ id, label: name, description }));
  return (
    <tr>
      <td className="col-name">
        <PlanText {...cell('name')} value={node.name} mono />
      </td>
      <td className="col-role">
        <PlanChoice {...cell('role')} value={node.role} options={roleOptions} />
      </td>
      <td className="col-board">
        <PlanChoice
          {...cell('board')}
          value={node.board}
          options={(catalogue?.boards ?? []).map(({ id, name }) => ({ id, label: shortBoard(name), description: name }))}
        />
      </td>
      <td className="col-address">
        {plan.network.addressing === 'dhcp' && node.address === undefined ? (
          <span className="dhcp sub">{text.dhcp}</span>
        ) : (
          <PlanText {...cell('address')} value={node.address ?? ''} placeholder={text.addressPlaceholder} mono />
        )}
      </td>
      <td className="col-image">
        <PlanChoice
          {...cell('image')}
          value={node.image === plan.image ? '' : (node.image ?? '')}
          options={[{ id: '', label: text.planImage }, ...images]}
        />
      </td>
      <td>
        <Button
          variant="quiet"
          size="icon"
          aria-label={text.remove(node.name)}
          onPress={() => void edit(removeNode(plan, index))}
        >
          <Icon name="trash" size={15} />
        </Button>
      </td>
    </tr>
  );
}
