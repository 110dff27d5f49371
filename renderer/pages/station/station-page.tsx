import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { formatRoute } from '../../state/route.ts';
import { useStation } from '../../state/use-station.ts';
import { LinkButton } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { OpenStation } from './open-station.tsx';
import { StationDesk } from './station-desk.tsx';
import './station.css';

/** The card station: how it is to work, then what it asks for. A reload comes back to the station that is open. */
export function StationPage({ dir }: { readonly dir: string }): ReactElement {
  const { station, error } = useStation(dir);
  if (error !== null) return <BrokenPage dir={dir} error={error} />;
  if (station === undefined) return <p className="plain-page">{t.shell.loading}</p>;
  return station === null ? <OpenStation dir={dir} /> : <StationDesk dir={dir} station={station} />;
}

function BrokenPage({ dir, error }: { readonly dir: string; readonly error: unknown }): ReactElement {
  return (
    <Page
      title={t.station.open.title}
      actions={<LinkButton href={formatRoute({ page: 'cards', dir })}>{t.shell.back}</LinkButton>}
    >
      <FaultOf thrown={error} />
    </Page>
  );
}
