import type { ReactElement } from 'react';
import type { NodeReport, RepairStep } from '../../../electron/contract/facts.ts';
import { t } from '../../messages/en.ts';
import type { Tone } from '../../state/rack-model.ts';
import { Chip } from '../../ui/chip.tsx';
import { FaultText } from '../../ui/fault.tsx';
import { Prose } from '../../ui/prose.tsx';

const text = t.node.repair;

const tones: Readonly<Record<RepairStep['state'], Tone>> = {
  waiting: 'idle',
  checking: 'run',
  acting: 'run',
  rebooting: 'run',
  done: 'ok',
  failed: 'bad',
  'not-tried': 'warn',
};

/** The steps of the repair that is under way, or was the last. */
export function RepairPanel({ report }: { readonly report: NodeReport | undefined }): ReactElement | null {
  const steps = report?.repair?.steps ?? [];
  if (steps.length === 0) return null;
  return (
    <section className="panel" aria-label={text.title}>
      <div className="panel-head">
        <h2>{text.title}</h2>
      </div>
      <ol>
        {steps.map(({ code, text: what, state, error }) => (
          <li key={code} className="node-finding">
            <div className="grow">
              <p>
                <Prose text={what} />
              </p>
              {error === undefined ? null : (
                <div className="sub">
                  <p>{error.title}</p>
                  <FaultText error={error} />
                </div>
              )}
            </div>
            <Chip tone={tones[state]}>{text.state[state]}</Chip>
          </li>
        ))}
      </ol>
    </section>
  );
}
