import type { ReactElement } from 'react';
import type { ResolvedPlan } from '../../../electron/contract/plan.ts';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { allStored } from '../../state/image-needs.ts';
import { useFetchImage, useProject } from '../../state/queries.ts';
import { formatRoute } from '../../state/route.ts';
import { useImageNeeds } from '../../state/use-image-needs.ts';
import { Button, LinkButton, NextLink } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { DeskNotice } from '../plan/desk-notice.tsx';
import { AddImage } from './add-image.tsx';
import { CataloguePanel } from './catalogue-panel.tsx';
import { NeededImage } from './needed-image.tsx';
import { StorePanel } from './store-panel.tsx';
import './images.css';

export function ImagesPage({ dir }: { readonly dir: string }): ReactElement {
  const { data: project, error } = useProject(dir);
  const needs = useImageNeeds(project?.plan?.nodes);
  return (
    <Page
      title={t.images.title}
      lead={t.images.lead}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'plan', dir, view: 'form' })}>{t.shell.back}</LinkButton>
          <span className="grow" />
          <NextLink
            href={formatRoute({ page: 'cards', dir })}
            label={t.images.next}
            obstacle={allStored(needs) ? undefined : t.images.nextLocked}
          />
        </>
      }
    >
      <DeskNotice dir={dir} />
      <FaultOf thrown={error} />
      <Needed needs={needs} />
      {project?.plan === undefined ? null : <Choosing dir={dir} plan={project.plan} />}
      <StorePanel />
    </Page>
  );
}

function Needed({ needs }: { readonly needs: ReturnType<typeof useImageNeeds> }): ReactElement {
  const fetchImage = useFetchImage();
  const text = t.images.needed;
  const missing = needs.filter(({ stored, job }) => stored === undefined && job?.state !== 'running');
  return (
    <section className="panel" aria-label={text.title}>
      <div className="panel-head">
        <h2>{text.title}</h2>
        {missing.length > 1 ? (
          <Button size="small" onPress={() => missing.forEach(({ reference }) => fetchImage.mutate(reference))}>
            {text.fetchAll}
          </Button>
        ) : null}
      </div>
      {needs.length === 0 ? <p className="panel-pad sub">{text.none}</p> : null}
      <ul>
        {needs.map((need) => (
          <li key={need.reference} className="image-row">
            <NeededImage need={need} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Changing which system the plan uses; practice has just the one. */
function Choosing({ dir, plan }: { readonly dir: string; readonly plan: ResolvedPlan }): ReactElement | null {
  const { desk } = useEngine();
  const choose = (image: string): Promise<boolean> =>
    desk.change(dir, { kind: 'edits', edits: [{ op: 'set', path: ['image'], value: image }] });
  if (plan.image === 'practice') return null;
  return (
    <>
      <CataloguePanel plan={plan} onChoose={(image) => void choose(image)} />
      <AddImage onChoose={choose} />
    </>
  );
}
