import type { ReactElement } from 'react';
import type { Drive, DriveVerdict } from '../../../electron/contract/card.ts';
import type { ClusterNode } from '../../../electron/contract/plan.ts';
import { t } from '../../messages/en.ts';
import { bytes } from '../../messages/format.ts';
import { assignInOrder } from '../../state/card-orders.ts';
import type { Tone } from '../../state/rack-model.ts';
import { chooseCards, type CardChoices } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';

const text = t.cards.drives;

const looks: Readonly<Record<DriveVerdict['decision'], { readonly tone: Tone; readonly icon: IconName }>> = {
  allowed: { tone: 'ok', icon: 'check' },
  'needs-confirmation': { tone: 'warn', icon: 'alert' },
  refused: { tone: 'bad', icon: 'lock' },
};

interface DrivesPanelProps {
  readonly dir: string;
  readonly nodes: readonly ClusterNode[];
  readonly choices: CardChoices;
  readonly drives: readonly Drive[] | undefined;
}

/** Every drive with its verdict and every reason for it, also those that will never be written. */
export function DrivesPanel({ dir, nodes, choices, drives }: DrivesPanelProps): ReactElement {
  const assign = (): void =>
    chooseCards(dir, (before) => ({ drives: assignInOrder({ nodes, choices: before, drives: drives ?? [] }) }));
  const anyAllowed = drives?.some(({ verdict }) => verdict.decision === 'allowed') === true;
  return (
    <section className="panel" aria-label={text.title}>
      <div className="panel-head">
        <h2>{text.title}</h2>
        {anyAllowed ? (
          <Button size="small" onPress={assign}>
            {text.assign}
          </Button>
        ) : null}
      </div>
      {drives === undefined ? <p className="panel-pad sub">{text.looking}</p> : null}
      {drives?.length === 0 ? <p className="panel-pad sub">{text.none}</p> : null}
      <ul>
        {(drives ?? []).map((drive) => (
          <li key={drive.identity.path} className="drive-row">
            <DriveItem
              drive={drive}
              owner={Object.entries(choices.drives).find(([, path]) => path === drive.identity.path)?.[0]}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function DriveItem({ drive, owner }: { readonly drive: Drive; readonly owner: string | undefined }): ReactElement {
  const { verdict, title, identity } = drive;
  const { tone, icon } = looks[verdict.decision];
  return (
    <>
      <Icon name="card" size={20} />
      <div className="stack-s">
        <span>
          <span className="strong">{title}</span> <span className="sub mono">{identity.path}</span>
        </span>
        <span className="sub">{driveFacts(drive)}</span>
        {verdict.reasons.map(({ code, message }) => (
          <span key={code} className="sub">
            {message}
          </span>
        ))}
      </div>
      {owner === undefined ? null : <Chip tone="accent">{owner}</Chip>}
      <Chip tone={tone} icon={icon}>
        {text.verdict[verdict.decision]}
      </Chip>
    </>
  );
}

/** What tells this card from another: size, bus, serial number, and what is on it now. */
export function driveFacts({ identity, bus, volumes }: Drive): string {
  const names = volumes.map(({ label, fileSystem }) => (label === '' ? (fileSystem ?? '?') : label));
  return [
    bytes(identity.size),
    bus,
    ...(identity.serial === undefined ? [] : [text.serial(identity.serial)]),
    names.length === 0 ? text.noVolumes : text.volumes(names),
  ].join(' · ');
}
