import type { ReactElement } from 'react';
import type { ClusterSnapshot } from '../../../electron/contract/cluster.ts';
import { t } from '../../messages/en.ts';
import { formatRoute } from '../../state/route.ts';
import { useCluster, useClusterExists, useClusterVoice } from '../../state/use-cluster.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { FaultText } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { AccessPanel } from './access-panel.tsx';
import { CertificatesPanel } from './certificates-panel.tsx';
import { DownPanel } from './down-panel.tsx';
import { EventsPanel } from './events-panel.tsx';
import { MembersPanel } from './members-panel.tsx';
import { SmokePanel } from './smoke-panel.tsx';
import './cluster.css';

const text = t.cluster;

/** The running cluster: its nodes and what happens in it, live; the ways into it; its end. */
export function ClusterPage({ dir }: { readonly dir: string }): ReactElement {
  const exists = useClusterExists(dir);
  const snapshot = useCluster(dir);
  useClusterVoice(snapshot);
  if (exists === false)
    return (
      <Page title={text.title}>
        <Callout
          kind="info"
          title={text.none}
          actions={
            <LinkButton variant="primary" href={formatRoute({ page: 'kubernetes', dir })}>
              {text.toKubernetes}
            </LinkButton>
          }
        />
      </Page>
    );
  return (
    <Page title={text.title} lead={snapshot === undefined ? text.link.connecting : text.lead(snapshot)}>
      {snapshot === undefined ? null : <Seen snapshot={snapshot} />}
      {exists === true ? (
        <>
          <AccessPanel dir={dir} />
          <SmokePanel dir={dir} />
          <DownPanel dir={dir} />
        </>
      ) : null}
    </Page>
  );
}

function Seen({ snapshot }: { readonly snapshot: ClusterSnapshot }): ReactElement {
  const { link, members, events, certificates } = snapshot;
  return (
    <>
      {link.kind === 'lost' ? (
        <Callout kind="warn" title={text.link.lost} urgent>
          <p className="strong">{link.error.title}</p>
          <FaultText error={link.error} />
          <p className="sub">{text.link.retrying}</p>
        </Callout>
      ) : null}
      <MembersPanel members={members} link={link} />
      <EventsPanel events={events} />
      <CertificatesPanel certificates={certificates} />
    </>
  );
}
