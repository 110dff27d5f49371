import { lazy, Suspense, useMemo, type ReactElement } from 'react';
import type { PlanEdit } from '../../../electron/contract/plan.ts';
import type { ProjectState } from '../../../electron/contract/services.ts';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { hasErrorFindings } from '../../state/findings.ts';
import { useProject } from '../../state/queries.ts';
import { formatRoute, type PlanView } from '../../state/route.ts';
import { useDesk } from '../../state/use-desk.ts';
import { announce } from '../../state/view.ts';
import { Button, LinkButton, NextLink } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { DeskNotice } from './desk-notice.tsx';
import { FindingsPanel } from './findings-panel.tsx';
import { NodesPanel } from './nodes-panel.tsx';
import { PlanContext } from './plan-context.ts';
import { Settings } from './settings.tsx';
import { useFieldFocus } from './use-field-focus.ts';
import './plan.css';

const YamlView = lazy(async () => ({ default: (await import('./yaml-view.tsx')).YamlView }));

interface PlanPageProps {
  readonly dir: string;
  readonly view: PlanView;
  readonly field: string | undefined;
}

export function PlanPage({ dir, view, field }: PlanPageProps): ReactElement {
  const { data: project, error, refetch } = useProject(dir);
  const sound = project?.plan !== undefined && !hasErrorFindings(project.findings);
  return (
    <Page
      title={t.plan.title}
      lead={t.plan.lead}
      aside={<ViewTabs dir={dir} view={view} />}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'start' })}>{t.shell.back}</LinkButton>
          <UndoButton dir={dir} />
          <span className="grow" />
          <LinkButton href={formatRoute({ page: 'materials', dir })} variant="quiet">
            {t.materials.enter}
          </LinkButton>
          <NextLink
            href={formatRoute({ page: 'images', dir })}
            label={t.plan.next}
            obstacle={project === undefined || sound ? undefined : t.plan.nextLocked}
          />
        </>
      }
    >
      <DeskNotice dir={dir} />
      <FaultOf thrown={error} onRetry={() => void refetch()} />
      {project === undefined ? null : <Views project={project} view={view} field={field} />}
    </Page>
  );
}

interface ViewsProps {
  readonly project: ProjectState;
  readonly view: PlanView;
  readonly field: string | undefined;
}

function Views({ project, view, field }: ViewsProps): ReactElement {
  if (view === 'yaml' || project.plan === undefined)
    return (
      <Suspense fallback={<p className="sub">{t.shell.loading}</p>}>
        <YamlView key={project.dir} project={project} />
      </Suspense>
    );
  return <FormView project={project} plan={project.plan} field={field} />;
}

interface FormViewProps {
  readonly project: ProjectState;
  readonly plan: NonNullable<ProjectState['plan']>;
  readonly field: string | undefined;
}

function FormView({ project, plan, field }: FormViewProps): ReactElement {
  const { desk } = useEngine();
  const { dir, findings, secrets } = project;
  const context = useMemo(
    () => ({
      dir,
      plan,
      findings,
      secrets,
      edit: (edits: readonly PlanEdit[]) => desk.change(dir, { kind: 'edits', edits }),
    }),
    [dir, plan, findings, secrets, desk],
  );
  useFieldFocus(field);
  return (
    <PlanContext value={context}>
      {plan.image === 'practice' ? (
        <Callout kind="info">
          <p>{t.plan.practiceNote}</p>
        </Callout>
      ) : null}
      <NodesPanel />
      <FindingsPanel findings={findings} dir={dir} onFix={(edits) => void context.edit(edits)} />
      <Settings />
    </PlanContext>
  );
}

function ViewTabs({ dir, view }: { readonly dir: string; readonly view: PlanView }): ReactElement {
  const views: readonly PlanView[] = ['form', 'yaml'];
  return (
    <nav className="tabs" aria-label={t.plan.view.label}>
      {views.map((name) => (
        <a key={name} className="tab" aria-current={name === view} href={formatRoute({ page: 'plan', dir, view: name })}>
          {t.plan.view[name]}
        </a>
      ))}
    </nav>
  );
}

function UndoButton({ dir }: { readonly dir: string }): ReactElement | null {
  const { desk } = useEngine();
  const { undo } = useDesk();
  if (undo.length === 0) return null;
  const press = async (): Promise<void> => {
    if (await desk.undo(dir)) announce(t.plan.undone);
  };
  return (
    <Button variant="quiet" onPress={() => void press()}>
      <Icon name="undo" size={14} />
      {t.plan.undo}
    </Button>
  );
}
