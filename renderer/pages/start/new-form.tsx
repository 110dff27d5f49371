import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useState, type ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { isFault } from '../../state/faults.ts';
import { keys } from '../../state/keys.ts';
import { previewNames } from '../../state/names.ts';
import { useCatalogue } from '../../state/queries.ts';
import { setPreview } from '../../state/view.ts';
import { navigate } from '../../state/use-route.ts';
import { formatRoute } from '../../state/route.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { KeyFields } from './key-fields.tsx';
import {
  firstDraft,
  folderOf,
  mistakesIn,
  newPlanOf,
  previewNodes,
  type Mistakes,
  type NewDraft,
  type PublicKey,
} from './new-draft.ts';

const text = t.start.form;

interface NewFormProps {
  readonly practice: boolean;
  readonly projectsDir: string;
  /** Folders of projects that are known already. */
  readonly taken: readonly string[];
  readonly publicKeys: readonly PublicKey[];
}

export function NewForm({ practice, projectsDir, taken, publicKeys }: NewFormProps): ReactElement {
  const id = useId();
  const [draft, setDraft] = useState(() => firstDraft(practice, publicKeys, ownTimezone()));
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const change = (part: Partial<NewDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const folder = folderOf(draft, projectsDir, taken);
  const create = useCreate(practice);
  usePreview(draft);
  const submit = (): void => {
    const found = mistakesIn(draft, folder);
    setMistakes(found);
    if (!create.isPending && Object.keys(found).length === 0) create.mutate({ dir: folder, plan: newPlanOf(draft, publicKeys) });
  };
  return (
    <Page
      title={practice ? text.practiceTitle : text.title}
      lead={practice ? text.practiceLead : text.lead}
      actions={<Actions form={id} practice={practice} create={create} folder={folder} />}
    >
      <form
        id={id}
        className="panel panel-pad stack form-page"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="form-grid">
          <NameFields draft={draft} mistakes={mistakes} change={change} />
          <Hardware draft={draft} practice={practice} change={change} />
          <KeyFields draft={draft} publicKeys={publicKeys} change={change} error={mistakes.pasted} />
          <div className="wide">
            <TextField
              label={text.dir}
              value={folder}
              onChange={(dir) => change({ dir })}
              hint={text.dirHint}
              error={mistakes.dir}
              mono
            />
          </div>
        </div>
        <FaultOf thrown={create.error} />
      </form>
    </Page>
  );
}

interface NameFieldsProps {
  readonly draft: NewDraft;
  readonly mistakes: Mistakes;
  readonly change: (part: Partial<NewDraft>) => void;
}

function NameFields({ draft, mistakes, change }: NameFieldsProps): ReactElement {
  const names = previewNames(draft.nodes);
  return (
    <>
      <TextField
        label={text.name}
        value={draft.name}
        onChange={(name) => change({ name })}
        hint={text.nameHint}
        error={mistakes.name}
      />
      <TextField
        label={text.nodes}
        value={draft.nodes}
        onChange={(nodes) => change({ nodes })}
        hint={names === undefined ? (mistakes.nodes === undefined ? text.nodesBad : undefined) : text.nodesHint(names)}
        error={mistakes.nodes}
        mono
      />
    </>
  );
}

interface ActionsProps {
  /** Id of the form that the button sends: it stands in the bar, in sight on the smallest window. */
  readonly form: string;
  readonly practice: boolean;
  readonly create: ReturnType<typeof useCreate>;
  readonly folder: string;
}

function Actions({ form, practice, create, folder }: ActionsProps): ReactElement {
  return (
    <>
      <LinkButton href={formatRoute({ page: 'start' })}>{t.shell.back}</LinkButton>
      <span className="grow" />
      {isFault(create.error, 'project/exists') ? (
        <LinkButton href={formatRoute({ page: 'plan', dir: folder, view: 'form' })}>{text.openExisting}</LinkButton>
      ) : null}
      <Button type="submit" form={form} variant="primary" busy={create.isPending}>
        {practice ? text.submitPractice : text.submit}
      </Button>
    </>
  );
}

/** Lets the rack show the nodes while they are being thought up. */
function usePreview({ nodes, board }: NewDraft): void {
  useEffect(() => {
    setPreview(previewNodes({ nodes, board }));
    return () => setPreview([]);
  }, [nodes, board]);
}

function useCreate(practice: boolean) {
  const { client } = useEngine();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: { readonly dir: string; readonly plan: ReturnType<typeof newPlanOf> }) =>
      client.projects.create.mutate({ ...input, practice }),
    onSuccess: (project) => {
      queries.setQueryData(keys.project(project.dir), project);
      void queries.invalidateQueries({ queryKey: keys.recent });
      navigate({ page: 'plan', dir: project.dir, view: 'form' });
    },
  });
}

interface HardwareProps {
  readonly draft: NewDraft;
  readonly practice: boolean;
  readonly change: (part: Partial<NewDraft>) => void;
}

function Hardware({ draft, practice, change }: HardwareProps): ReactElement {
  const { data: catalogue } = useCatalogue();
  const fitting = (catalogue?.images ?? []).filter(({ boards }) => boards.length === 0 || boards.includes(draft.board));
  const later = { id: '', label: practice ? text.imagePractice : text.imageLater };
  const options = practice ? [later] : [later, ...fitting.map(({ id, name, description }) => ({ id, label: name, description }))];
  return (
    <>
      <Choice
        label={text.board}
        value={draft.board}
        options={(catalogue?.boards ?? []).map(({ id, name }) => ({ id, label: name }))}
        onChange={(board) => change({ board, image: '' })}
      />
      <Choice
        label={text.image}
        value={draft.image}
        options={options}
        onChange={(image) => change({ image })}
        hint={text.imageHint}
      />
    </>
  );
}

const ownTimezone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
