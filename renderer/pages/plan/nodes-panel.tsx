import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { addNode } from '../../state/node-edits.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { CsvTools } from './csv-tools.tsx';
import { NodeRow } from './node-row.tsx';
import { usePlan } from './plan-context.ts';

const text = t.plan.nodes;

/** The table of nodes: one row, one card. */
export function NodesPanel(): ReactElement {
  const { plan, edit } = usePlan();
  return (
    <section className="panel" aria-label={text.title} id="f-nodes" tabIndex={-1}>
      <div className="panel-head">
        <h2>{text.title}</h2>
        <CsvTools />
      </div>
      {plan.nodes.length === 0 ? (
        <p className="panel-pad sub">{text.none}</p>
      ) : (
        <div className="scroll-x">
          <table className="table nodes-table">
            <caption className="visually-hidden">{text.caption}</caption>
            <thead>
              <tr>
                <th scope="col" className="col-name">
                  {text.name}
                </th>
                <th scope="col" className="col-role">
                  {text.role}
                </th>
                <th scope="col" className="col-board">
                  {text.board}
                </th>
                <th scope="col" className="col-address">
                  {text.address}
                </th>
                <th scope="col" className="col-image">
                  {text.image}
                </th>
                <th scope="col">
                  <span className="visually-hidden">{text.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {plan.nodes.map((node, index) => (
                <NodeRow key={index} node={node} index={index} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="panel-foot">
        <Button size="small" variant="quiet" onPress={() => void edit(addNode(plan))}>
          <Icon name="plus" size={14} />
          {text.add}
        </Button>
      </div>
    </section>
  );
}
