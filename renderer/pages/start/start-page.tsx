import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { list } from '../../messages/format.ts';
import { useFacts, useRecent, useRunning } from '../../state/queries.ts';
import { formatRoute } from '../../state/route.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { OpenProject } from './open-project.tsx';
import { RecentProjects } from './recent-projects.tsx';
import './start.css';

export function StartPage(): ReactElement {
  const { data: recent } = useRecent();
  const { data: facts } = useFacts();
  const practice = <PracticeCard key="practice" prominent={facts?.practice === true} />;
  const create = <CreateCard key="create" prominent={facts?.practice !== true} />;
  return (
    <Page title={t.start.title} lead={t.start.lead}>
      <RunningNote />
      <div className="start-choices">{facts?.practice === true ? [practice, create] : [create, practice]}</div>
      <RecentProjects projects={recent ?? []} />
      <OpenProject />
    </Page>
  );
}

function CreateCard({ prominent }: { readonly prominent: boolean }): ReactElement {
  const { create } = t.start;
  return (
    <section className="panel start-card">
      <Icon name="plus" size={22} className="start-icon" />
      <h2>{create.title}</h2>
      <p className="sub">{create.text}</p>
      <LinkButton href={formatRoute({ page: 'new', practice: false })} variant={prominent ? 'primary' : 'plain'}>
        {create.action}
      </LinkButton>
    </section>
  );
}

function PracticeCard({ prominent }: { readonly prominent: boolean }): ReactElement {
  const { practice } = t.start;
  return (
    <section className="panel start-card">
      <Icon name="spark" size={22} className="start-icon" />
      <h2 className="row-wrap">
        {practice.title} <Chip tone="accent">{practice.badge}</Chip>
      </h2>
      <p className="sub">{practice.text}</p>
      <LinkButton href={formatRoute({ page: 'new', practice: true })} variant={prominent ? 'primary' : 'plain'}>
        {practice.action}
      </LinkButton>
    </section>
  );
}

/** After a reload without a project in the address: says that work is going on. */
function RunningNote(): ReactElement | null {
  const { data: running = [] } = useRunning();
  const nodes = running.flatMap(({ cards }) => cards.map(({ node }) => node));
  if (nodes.length === 0) return null;
  return (
    <Callout kind="info" title={t.start.running.text(list(nodes))}>
      <p>{t.start.running.hint}</p>
    </Callout>
  );
}
