import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { largestRawBytes } from '../../state/image-needs.ts';
import { useProject } from '../../state/queries.ts';
import { formatRoute } from '../../state/route.ts';
import { useCardPlan } from '../../state/use-card-plan.ts';
import { useImageNeeds } from '../../state/use-image-needs.ts';
import { chooseCards, type TargetKind } from '../../state/view.ts';
import { LinkButton, NextLink } from '../../ui/button.tsx';
import { RadioCards } from '../../ui/check.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { DrivesPanel } from './drives-panel.tsx';
import { FolderField } from './folder-field.tsx';
import { InsertedNote } from './inserted-note.tsx';
import { StationNote } from './station-note.tsx';
import { TargetsTable } from './targets-table.tsx';
import './cards.css';

const text = t.cards;

/** Binds each node to a card: a file in a folder, or a card in a reader. */
export function CardsPage({ dir }: { readonly dir: string }): ReactElement {
  const { data: project, error } = useProject(dir);
  const needs = useImageNeeds(project?.plan?.nodes);
  const cardPlan = useCardPlan(dir, project, largestRawBytes(needs));
  const { choices, planned, drives, filesError } = cardPlan;
  const nodes = project?.plan?.nodes ?? [];
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'images', dir })}>{t.shell.back}</LinkButton>
          <span className="grow" />
          <NextLink
            href={formatRoute({ page: 'review', dir })}
            label={text.next(planned.length)}
            obstacle={planned.length === 0 ? text.nextLocked : undefined}
          />
        </>
      }
    >
      <FaultOf thrown={error ?? filesError} />
      <KindChoice dir={dir} kind={choices.kind} />
      {choices.kind === 'files' ? <FolderField dir={dir} outDir={choices.outDir} /> : null}
      {choices.kind === 'drives' ? <InsertedNote dir={dir} nodes={nodes} choices={choices} drives={drives} /> : null}
      <TargetsTable dir={dir} nodes={nodes} cardPlan={cardPlan} />
      {choices.kind === 'drives' ? <StationNote dir={dir} /> : null}
      {choices.kind === 'drives' ? <DrivesPanel dir={dir} nodes={nodes} choices={choices} drives={drives} /> : null}
    </Page>
  );
}

function KindChoice({ dir, kind }: { readonly dir: string; readonly kind: TargetKind }): ReactElement {
  return (
    <RadioCards
      label={text.kind.label}
      value={kind}
      onChange={(next) => chooseCards(dir, () => ({ kind: next }))}
      options={[
        { id: 'files', label: text.kind.files, hint: text.kind.filesHint },
        { id: 'drives', label: text.kind.drives, hint: text.kind.drivesHint },
      ]}
    />
  );
}
