import type { ReactElement } from 'react';
import type { ClusterNode } from '../../../electron/contract/plan.ts';
import type { CardRecord } from '../../../electron/contract/services.ts';
import { t } from '../../messages/en.ts';
import { ago } from '../../messages/format.ts';
import { latestRecords } from '../../state/cards.ts';
import { useHistory } from '../../state/queries.ts';
import type { CardPlan } from '../../state/use-card-plan.ts';
import { useNow } from '../../state/use-now.ts';
import { chooseCards } from '../../state/view.ts';
import { Check } from '../../ui/check.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Choice, type Option } from '../../ui/choice.tsx';

const text = t.cards.table;

interface TargetsTableProps {
  readonly dir: string;
  readonly nodes: readonly ClusterNode[];
  readonly cardPlan: CardPlan;
}

/** Node by node: whether it gets a card this time, and which. */
export function TargetsTable({ dir, nodes, cardPlan }: TargetsTableProps): ReactElement {
  const { data: history = [] } = useHistory(dir);
  const records = latestRecords(history);
  return (
    <section className="panel scroll-x">
      <table className="table targets-table">
        <caption className="visually-hidden">{text.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{text.write}</th>
            <th scope="col">{text.node}</th>
            <th scope="col">{text.target}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <Row key={node.name} dir={dir} node={node} cardPlan={cardPlan} record={records.get(node.name)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly dir: string;
  readonly node: ClusterNode;
  readonly cardPlan: CardPlan;
  readonly record: CardRecord | undefined;
}

function Row({ dir, node, cardPlan, record }: RowProps): ReactElement {
  const { name, address } = node;
  const { choices } = cardPlan;
  const include = (on: boolean): void =>
    chooseCards(dir, ({ skipped }) => ({ skipped: on ? skipped.filter((other) => other !== name) : [...skipped, name] }));
  return (
    <tr>
      <td className="col-check">
        <Check compact label={text.include(name)} selected={!choices.skipped.includes(name)} onChange={include} />
      </td>
      <td className="col-node">
        <span className="strong">{name}</span>
        <br />
        <span className="sub">{address ?? t.plan.nodes.dhcp}</span>
      </td>
      <td>
        <div className="stack-s">
          {choices.kind === 'files' ? (
            <span className="mono wrap-anywhere">{cardPlan.files.find((file) => file.node === name)?.path}</span>
          ) : (
            <DriveChoice dir={dir} node={name} cardPlan={cardPlan} />
          )}
          {record === undefined ? null : <LastTry record={record} />}
        </div>
      </td>
    </tr>
  );
}

function LastTry({ record }: { readonly record: CardRecord }): ReactElement | null {
  const now = useNow();
  switch (record.state.kind) {
    case 'done':
      return (
        <div>
          <Chip tone="ok" icon="check">
            {text.writtenBefore(ago(record.at, now))}
          </Chip>
        </div>
      );
    case 'failed':
      return (
        <div>
          <Chip tone="bad" icon="stop">
            {text.failedBefore}
          </Chip>
        </div>
      );
    case 'waiting':
    case 'running':
    case 'cancelled':
      return null;
  }
}

interface DriveChoiceProps {
  readonly dir: string;
  readonly node: string;
  readonly cardPlan: CardPlan;
}

/** The drives that may be chosen for this node; refused ones are listed with their reason, but cannot be. */
function DriveChoice({ dir, node, cardPlan: { choices, drives = [] } }: DriveChoiceProps): ReactElement {
  const chosen = choices.drives[node];
  const options = drives.map(({ identity, title, verdict }): Option => {
    const owner = Object.entries(choices.drives).find(([other, path]) => path === identity.path && other !== node)?.[0];
    const why = verdict.decision === 'refused' ? verdict.reasons.map(({ message }) => message).join(' ') : identity.path;
    return {
      id: identity.path,
      label: title,
      description: owner === undefined ? why : `${identity.path} · ${owner}`,
      disabled: verdict.decision === 'refused' || owner !== undefined,
    };
  });
  const gone = chosen !== undefined && !options.some(({ id }) => id === chosen);
  return (
    <Choice
      compact
      label={text.driveFor(node)}
      value={gone || chosen === undefined ? '' : chosen}
      options={[{ id: '', label: text.noDrive }, ...options]}
      onChange={(path) => chooseCards(dir, (before) => ({ drives: withDrive(before.drives, node, path) }))}
    />
  );
}

function withDrive(drives: Readonly<Record<string, string>>, node: string, path: string): Readonly<Record<string, string>> {
  const { [node]: _, ...others } = drives;
  return path === '' ? others : { ...others, [node]: path };
}
