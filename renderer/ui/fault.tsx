import type { ReactElement } from 'react';
import type { ErrorFacts } from '../../electron/contract/errors.ts';
import { t } from '../messages/en.ts';
import { faultOf } from '../state/faults.ts';
import { formatRoute } from '../state/route.ts';
import { Button } from './button.tsx';
import { Callout } from './callout.tsx';
import { Prose } from './prose.tsx';

interface FaultProps {
  readonly error: ErrorFacts;
  readonly onRetry?: (() => void) | undefined;
}

/** An error where it happened: what, the specifics, what to try, and the way to its page. */
export function Fault({ error, onRetry }: FaultProps): ReactElement {
  const retry = onRetry === undefined ? undefined : <Button onPress={onRetry}>{t.shell.retry}</Button>;
  return (
    <Callout kind="bad" title={error.title} urgent actions={retry}>
      <FaultText error={error} />
    </Callout>
  );
}

/** The specifics, the remedy, and the way to the error's page. */
export function FaultText({ error }: { readonly error: ErrorFacts }): ReactElement {
  return (
    <>
      {error.detail === '' ? null : <p className="wrap-anywhere">{error.detail}</p>}
      <p>
        <Prose text={error.fix} /> <a href={formatRoute({ page: 'help', code: error.code })}>{t.shell.more}</a>
      </p>
    </>
  );
}

/** The error of a query or mutation, if it has one. */
export function FaultOf({
  thrown,
  onRetry,
}: {
  readonly thrown: unknown;
  readonly onRetry?: (() => void) | undefined;
}): ReactElement | null {
  if (thrown === null || thrown === undefined) return null;
  return <Fault error={faultOf(thrown)} onRetry={onRetry} />;
}
