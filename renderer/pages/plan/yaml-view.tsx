import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState, type ReactElement } from 'react';
import type { Finding } from '../../../electron/contract/finding.ts';
import type { ProjectState } from '../../../electron/contract/services.ts';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { FindingsPanel } from './findings-panel.tsx';
import { draftOf, isDirty, isStale, synced } from './yaml-draft.ts';

const text = t.plan.yaml;

/** The plan as its file. What is typed is checked as it is typed, and saved with the button. */
export function YamlView({ project }: { readonly project: ProjectState }): ReactElement {
  const { desk } = useEngine();
  const [kept, setDraft] = useState(() => draftOf(project));
  const draft = synced(kept, project);
  if (draft !== kept) setDraft(draft);
  const findings = useLiveFindings(draft.text, project);
  const dirty = isDirty(draft);
  const save = (): void => void desk.change(project.dir, { kind: 'text', text: draft.text });
  return (
    <>
      {project.plan === undefined ? <Callout kind="bad" title={text.notPlan} /> : <p className="sub">{text.lead}</p>}
      {isStale(draft, project) ? <StaleNotice onDrop={() => setDraft(draftOf(project))} onKeep={save} /> : null}
      <section className="panel panel-pad stack">
        <TextField
          label={text.label}
          value={draft.text}
          onChange={(next) => setDraft({ ...draft, text: next })}
          rows={Math.min(32, Math.max(12, draft.text.split('\n').length))}
          mono
        />
        <div className="row-wrap">
          <Button variant="primary" isDisabled={!dirty || isStale(draft, project)} onPress={save}>
            {text.save}
          </Button>
          <Button isDisabled={!dirty} onPress={() => setDraft(draftOf(project))}>
            {text.revert}
          </Button>
          <span className="sub" role="status">
            {dirty ? text.dirty : ''}
          </span>
          <span className="grow" />
          <CopyButton text={() => draft.text} />
        </div>
      </section>
      <FindingsPanel findings={findings} dir={project.dir} />
    </>
  );
}

interface StaleNoticeProps {
  readonly onDrop: () => void;
  readonly onKeep: () => void;
}

function StaleNotice({ onDrop, onKeep }: StaleNoticeProps): ReactElement {
  const actions = (
    <>
      <Button onPress={onDrop}>{text.takeTheirs}</Button>
      <Button onPress={onKeep}>{text.keepMine}</Button>
    </>
  );
  return (
    <Callout kind="warn" title={t.plan.conflict.title} urgent actions={actions}>
      <p>{text.stale}</p>
    </Callout>
  );
}

/** What the engine finds in the text as it stands in the field. */
function useLiveFindings(draft: string, project: ProjectState): readonly Finding[] {
  const { client } = useEngine();
  const settled = useDeferredValue(draft);
  const check = useQuery({
    queryKey: ['check', settled],
    queryFn: () => client.projects.check.query({ text: settled }),
    enabled: settled !== project.text,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return draft === project.text ? project.findings : (check.data?.findings ?? project.findings);
}
