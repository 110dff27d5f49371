import type { ReactElement } from 'react';
import { errorKinds } from '../../../electron/contract/errors.ts';
import { errorPages, help } from '../../messages/errors.ts';
import { isErrorCode } from '../../state/faults.ts';
import { formatRoute } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Page } from '../../ui/page.tsx';
import './help.css';

/** The page of an error code: what happened, why, what to try. */
export function HelpPage({ code }: { readonly code: string }): ReactElement {
  return (
    <Page
      title={isErrorCode(code) ? errorKinds[code].title : help.title}
      lead={isErrorCode(code) ? help.code(code) : help.lead}
      actions={<Button onPress={() => window.history.back()}>{help.back}</Button>}
    >
      {isErrorCode(code) ? <Explanation code={code} /> : code === '' ? null : <p>{help.unknown}</p>}
      <Disclosure summary={help.all} open={!isErrorCode(code)}>
        <ul className="help-codes">
          {Object.keys(errorKinds).map((other) => (
            <li key={other}>
              <a className="mono" href={formatRoute({ page: 'help', code: other })}>
                {other}
              </a>
            </li>
          ))}
        </ul>
      </Disclosure>
    </Page>
  );
}

function Explanation({ code }: { readonly code: keyof typeof errorPages }): ReactElement {
  const { why, tries } = errorPages[code];
  const steps = new Set([errorKinds[code].fix, ...tries]);
  return (
    <div className="panel panel-pad stack">
      <section className="stack-s">
        <h2>{help.why}</h2>
        <p>{why}</p>
      </section>
      <section className="stack-s">
        <h2>{help.tries}</h2>
        <ul className="help-tries">
          {[...steps].map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}
