import type { ReactElement } from 'react';
import type { BurninSnapshot } from '../../../electron/contract/burnin.ts';
import { t } from '../../messages/en.ts';
import { percent, timeLeft } from '../../messages/format.ts';
import { Progress } from '../../ui/progress.tsx';

const text = t.burnin.running;

/** How far it is, and how long it takes yet. */
export function RunningPanel({ burnin: { part, fraction, etaSeconds } }: { readonly burnin: BurninSnapshot }): ReactElement {
  const facts = [text.part[part], percent(fraction), ...(etaSeconds === undefined ? [] : [timeLeft(etaSeconds)])];
  return (
    <section className="panel panel-pad stack-s" aria-label={text.title}>
      <p className="strong">{facts.join(' · ')}</p>
      <Progress label={text.bar} fraction={fraction} text={facts.join(', ')} />
    </section>
  );
}
