import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useFacts, usePublicKeys, useRecent } from '../../state/queries.ts';
import { formatRoute } from '../../state/route.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { NewForm } from './new-form.tsx';

/** The few questions that make a plan. The form waits for the engine's facts, so that its suggestions do not jump. */
export function NewPage({ practice }: { readonly practice: boolean }): ReactElement {
  const { data: facts } = useFacts();
  const { data: recent } = useRecent();
  const { data: publicKeys } = usePublicKeys();
  const { form } = t.start;
  return (
    <Page
      title={practice ? form.practiceTitle : form.title}
      lead={practice ? form.practiceLead : form.lead}
      actions={<LinkButton href={formatRoute({ page: 'start' })}>{t.shell.back}</LinkButton>}
    >
      {facts === undefined || recent === undefined || publicKeys === undefined ? (
        <p className="sub">{t.shell.loading}</p>
      ) : (
        <NewForm
          practice={practice}
          projectsDir={facts.projectsDir}
          taken={recent.map(({ dir }) => dir)}
          publicKeys={publicKeys}
        />
      )}
    </Page>
  );
}
