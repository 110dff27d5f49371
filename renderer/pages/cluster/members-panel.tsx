import type { ReactElement } from 'react';
import type { ClusterLink, ClusterMember } from '../../../electron/contract/cluster.ts';
import { t } from '../../messages/en.ts';
import { toneOfMember } from '../../state/cluster.ts';
import { Chip } from '../../ui/chip.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { StateGlyph } from '../../ui/state-glyph.tsx';

const text = t.cluster;

interface MembersPanelProps {
  readonly members: readonly ClusterMember[];
  readonly link: ClusterLink;
}

/** Each node as the cluster sees it, with its conditions. */
export function MembersPanel({ members, link }: MembersPanelProps): ReactElement {
  return (
    <section className="panel" aria-label={text.nodes}>
      <div className="panel-head">
        <h2>{text.nodes}</h2>
        <Chip tone={link.kind === 'live' ? 'ok' : link.kind === 'lost' ? 'warn' : 'idle'}>
          {link.kind === 'live' ? text.link.live(link.node) : link.kind === 'lost' ? text.link.retrying : text.link.connecting}
        </Chip>
      </div>
      <ul>
        {members.map((member) => (
          <li key={member.name} className="member-row">
            <Member member={member} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Member({ member }: { readonly member: ClusterMember }): ReactElement {
  const { name, controlPlane, ready, cordoned, kubelet, runtime, os, kernel, architecture, address, conditions } = member;
  const tone = toneOfMember(member);
  return (
    <>
      <div className="member-head">
        <StateGlyph tone={tone} />
        <div className="grow">
          <p>
            <span className="strong">{name}</span>{' '}
            <span className="sub">{`${controlPlane ? text.controlPlane : text.worker} · ${address}`}</span>
          </p>
          <p className="sub wrap-anywhere">{[kubelet, runtime, `${text.columns.pods}: ${text.pods(member)}`].join(' · ')}</p>
        </div>
        <Chip tone={tone}>{cordoned ? `${text.ready[ready]}, ${text.cordoned}` : text.ready[ready]}</Chip>
      </div>
      <Disclosure summary={<span className="sub">{text.conditions(name)}</span>} open={ready === 'not-ready'}>
        <p className="sub wrap-anywhere">{[os, kernel, architecture].join(' · ')}</p>
        <dl className="facts conditions">
          {conditions.map((condition) => (
            <div className="facts-row" key={condition.type}>
              <dt>{condition.type}</dt>
              <dd className={condition.healthy ? '' : 'text-bad'}>
                {[text.condition[condition.status], condition.reason, condition.message]
                  .filter((part) => part !== '')
                  .join(' · ')}
              </dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </>
  );
}
