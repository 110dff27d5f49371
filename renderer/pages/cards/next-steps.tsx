import type { ReactElement } from 'react';
import type { CardStatus } from '../../../electron/contract/card.ts';
import type { ResolvedPlan } from '../../../electron/contract/plan.ts';
import { t } from '../../messages/en.ts';
import { CopyButton } from '../../ui/copy-button.tsx';

const text = t.cards.result;

interface NextStepsProps {
  readonly plan: ResolvedPlan;
  readonly done: readonly CardStatus[];
}

/** From finished cards to nodes that answer: what to do, and where each node will be. */
export function NextSteps({ plan, done }: NextStepsProps): ReactElement {
  const nodes = plan.nodes.filter(({ name }) => done.some(({ node }) => node === name));
  const first = nodes[0];
  const files = done.every(({ target }) => target.kind === 'file');
  const login = first === undefined ? [] : [text.stepLogin(plan.login.user, hostOf(first, plan.network.domain))];
  const steps = [...(files ? text.stepsFiles : text.stepsDrives), text.stepBoot, ...login];
  return (
    <section className="panel panel-pad stack" aria-label={text.next}>
      <h2>{text.next}</h2>
      <ol className="next-steps">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{text.node}</th>
            <th scope="col">{text.address}</th>
            <th scope="col">
              <span className="visually-hidden">{t.shell.copy}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => {
            const host = hostOf(node, plan.network.domain);
            return (
              <tr key={node.name}>
                <td>{node.name}</td>
                <td className="mono">{host}</td>
                <td>
                  <CopyButton text={() => `ssh ${plan.login.user}@${host}`} label={`ssh ${plan.login.user}@${node.name}`} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** The planned address without its prefix length; by DHCP, the name that the node will answer to. */
function hostOf({ name, address }: ResolvedPlan['nodes'][number], domain: string): string {
  return address?.split('/')[0] ?? text.hostname(name, domain);
}
