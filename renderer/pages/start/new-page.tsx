import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useFacts, usePublicKeys, useRecent } from '../../state/queries.ts';
import { Page } from '../../ui/page.tsx';
import { NewForm } from './new-form.tsx';

/** The few questions that make a plan. The form waits for the engine's facts, so that its suggestions do not jump. */
export function NewPage({ practice }: { readonly practice: boolean }): ReactElement {
  const { data: facts } = useFacts();
  const { data: recent } = useRecent();
  const { data: publicKeys } = usePublicKeys();
  const { form } = t.start;
  if (facts === undefined || recent === undefined || publicKeys === undefined)
    return (
      <Page title={practice ? form.practiceTitle : form.title}>
        <p className="sub">{t.shell.loading}</p>
      </Page>
    );
  return (
    <NewForm practice={practice} projectsDir={facts.projectsDir} taken={recent.map(({ dir }) => dir)} publicKeys={publicKeys} />
  );
}
