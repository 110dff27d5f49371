import type { ReactElement } from 'react';
import { t } from '../messages/en.ts';
import { useFacts } from '../state/queries.ts';
import type { PageName } from '../state/route.ts';
import { formatRoute } from '../state/route.ts';
import type { Stage, StageName } from '../state/stages.ts';
import { useDesk } from '../state/use-desk.ts';
import { Icon, Logo } from '../ui/icon.tsx';

interface SidebarProps {
  readonly page: PageName;
  readonly project: { readonly dir: string; readonly name: string; readonly nodes: number } | undefined;
  readonly stages: readonly Stage[];
  /** First stop of the keyboard: the link past all this. */
  readonly skip: ReactElement;
}

/** The stage that each page belongs to. */
const stageOfPage: Readonly<Record<PageName, StageName | undefined>> = {
  start: undefined,
  new: undefined,
  help: undefined,
  plan: 'plan',
  materials: 'plan',
  images: 'images',
  cards: 'cards',
  review: 'cards',
  writing: 'cards',
  result: 'cards',
  station: 'cards',
  boot: 'boot',
  node: 'boot',
  burnin: 'boot',
  kubernetes: 'kubernetes',
  cluster: 'cluster',
};

export function Sidebar({ page, project, stages, skip }: SidebarProps): ReactElement {
  const facts = project === undefined ? t.shell.tagline : t.shell.projectFacts(project.name, project.nodes);
  return (
    <header className="sidebar">
      {skip}
      <a className="brand" href={formatRoute({ page: 'start' })}>
        <Logo />
        <span>
          {t.shell.product}
          <small>{facts}</small>
        </span>
      </a>
      {project === undefined ? null : (
        <nav aria-label={t.shell.stagesLabel}>
          <ol className="stages">
            {stages.map((stage, index) => (
              <li key={stage.name}>
                <StageItem stage={stage} number={index + 1} dir={project.dir} current={stage.name === stageOfPage[page]} />
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div className="sidebar-foot">{project === undefined ? <Version /> : <SavedState />}</div>
    </header>
  );
}

interface StageItemProps {
  readonly stage: Stage;
  readonly number: number;
  readonly dir: string;
  readonly current: boolean;
}

function StageItem({ stage, number, dir, current }: StageItemProps): ReactElement {
  const { name, state } = stage;
  const label = t.shell.stage[name];
  if (state === 'locked' && !current)
    return (
      <span className="stage stage-locked" title={t.shell.locked[name]}>
        <span className="stage-mark">
          <Icon name="lock" size={11} />
        </span>
        {label}
        <span className="visually-hidden">{`, ${t.shell.stageState.locked}. ${t.shell.locked[name]}`}</span>
      </span>
    );
  return (
    <a
      className={`stage stage-${state}`}
      href={name === 'plan' ? formatRoute({ page: 'plan', dir, view: 'form' }) : formatRoute({ page: name, dir })}
      {...(current ? { 'aria-current': 'step' as const } : {})}
    >
      <span className="stage-mark">{state === 'done' ? <Icon name="check" size={12} /> : number}</span>
      {label}
      {state === 'done' ? <span className="visually-hidden">{`, ${t.shell.stageState.done}`}</span> : null}
    </a>
  );
}

function Version(): ReactElement {
  const { data: facts } = useFacts();
  return <p className="sub">{facts === undefined ? '' : t.shell.version(facts.version)}</p>;
}

function SavedState(): ReactElement {
  const { state } = useDesk();
  return <p className="sub">{t.shell.desk[state.kind]}</p>;
}
