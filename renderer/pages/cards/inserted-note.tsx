import { useState, type ReactElement } from 'react';
import type { Drive } from '../../../electron/contract/card.ts';
import type { ClusterNode } from '../../../electron/contract/plan.ts';
import { t } from '../../messages/en.ts';
import { chooseCards, type CardChoices } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';

const text = t.cards.drives;

interface InsertedNoteProps {
  readonly dir: string;
  readonly nodes: readonly ClusterNode[];
  readonly choices: CardChoices;
  readonly drives: readonly Drive[] | undefined;
}

/** Offers a card that was put in just now to the node that waits for one: bound by what one does, not by a list's order. */
export function InsertedNote({ dir, nodes, choices, drives }: InsertedNoteProps): ReactElement | null {
  const [before, setBefore] = useState<readonly string[]>();
  if (drives !== undefined && before === undefined) setBefore(drives.map(({ identity }) => identity.path));
  const gone = before?.filter((path) => drives?.some(({ identity }) => identity.path === path) === false) ?? [];
  if (before !== undefined && gone.length > 0) setBefore(before.filter((path) => !gone.includes(path)));
  const bound = Object.values(choices.drives);
  const fresh = drives?.find(
    ({ identity, verdict }) =>
      before?.includes(identity.path) === false && verdict.decision !== 'refused' && !bound.includes(identity.path),
  );
  const node = nodes.find(({ name }) => choices.drives[name] === undefined && !choices.skipped.includes(name));
  if (fresh === undefined || node === undefined) return null;
  const use = (): void => chooseCards(dir, (now) => ({ drives: { ...now.drives, [node.name]: fresh.identity.path } }));
  return (
    <Callout
      kind="info"
      urgent
      title={text.inserted(fresh.title, node.name)}
      actions={
        <Button variant="primary" onPress={use}>
          {text.useFor(node.name)}
        </Button>
      }
    />
  );
}
