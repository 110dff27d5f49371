import type { ReactElement } from 'react';
import { t } from '../messages/en.ts';
import { useView } from '../state/view.ts';
import { Callout } from '../ui/callout.tsx';

/** Says that the engine cannot be heard, for as long as that is so. */
export function ConnectionBanner(): ReactElement | null {
  const connection = useView((view) => view.connection);
  if (connection !== 'lost') return null;
  return (
    <Callout kind="warn" title={t.shell.lost.title} urgent>
      <p>{t.shell.lost.text}</p>
    </Callout>
  );
}

/** Instead of the app, when the server does not know this browser. */
export function RefusedPage(): ReactElement {
  const { refused } = t.shell;
  return (
    <main className="plain-page">
      <h1>{refused.title}</h1>
      <p className="lead">{refused.lead}</p>
      <Callout kind="info">
        <ol className="stack-s">
          {refused.steps.map((step, index) => (
            <li key={step}>{`${String(index + 1)}. ${step}`}</li>
          ))}
        </ol>
      </Callout>
    </main>
  );
}
