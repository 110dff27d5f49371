import { useState, type ReactElement } from 'react';
import type { NodeFinding, NodeReport } from '../../../electron/contract/facts.ts';
import type { Severity } from '../../../electron/contract/finding.ts';
import { t } from '../../messages/en.ts';
import type { useFactsActs } from '../../state/use-facts.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Modal } from '../../ui/modal.tsx';
import { Prose } from '../../ui/prose.tsx';

const text = t.node.findings;
const icons: Readonly<Record<Severity, IconName>> = { error: 'stop', warning: 'alert', advice: 'info' };

interface FindingsPanelProps {
  readonly report: NodeReport | undefined;
  readonly name: string;
  readonly fix: ReturnType<typeof useFactsActs>['fix'];
}

/** What preflight found; what Slipway can repair has its button, and a reboot is asked about before. */
export function FindingsPanel({ report, name, fix }: FindingsPanelProps): ReactElement | null {
  const [asked, setAsked] = useState<readonly NodeFinding[]>();
  if (report?.facts === undefined) return null;
  const { findings, repair } = report;
  const mendable = findings.filter((finding) => finding.fix?.applies === true);
  const busy = fix.isPending || repair?.running === true;
  const repairAll = (wanted: readonly NodeFinding[]): void => fix.mutate(wanted.map(({ code }) => code));
  const press = (wanted: readonly NodeFinding[]): void =>
    wanted.some((finding) => finding.fix?.reboot === true) ? setAsked(wanted) : repairAll(wanted);
  if (findings.length === 0) return <Callout kind="ok" title={text.none} />;
  return (
    <section className="panel" aria-label={text.title}>
      <div className="panel-head">
        <h2>{text.title}</h2>
        {mendable.length > 1 ? (
          <Button size="small" busy={busy} onPress={() => press(mendable)}>
            {text.fixAll(mendable.length)}
          </Button>
        ) : null}
      </div>
      <ul>
        {findings.map((finding) => (
          <li key={`${finding.code} ${finding.message}`} className={`node-finding node-finding-${finding.severity}`}>
            <Item finding={finding} busy={busy} onFix={() => press([finding])} />
          </li>
        ))}
      </ul>
      <RebootDialog
        name={name}
        findings={asked}
        onClose={() => setAsked(undefined)}
        onConfirm={(wanted) => {
          setAsked(undefined);
          repairAll(wanted);
        }}
      />
    </section>
  );
}

interface ItemProps {
  readonly finding: NodeFinding;
  readonly busy: boolean;
  readonly onFix: () => void;
}

function Item({ finding: { severity, message, why, source, fix }, busy, onFix }: ItemProps): ReactElement {
  const action = fix?.reboot === true ? text.fixReboot : text.fix;
  return (
    <>
      <Icon name={icons[severity]} size={16} />
      <div className="grow stack-s">
        <p>
          <span className="visually-hidden">{`${t.plan.findings.severity[severity]}: `}</span>
          <span className="strong">
            <Prose text={message} />
          </span>{' '}
          <Prose text={why ?? ''} />
        </p>
        {fix === undefined ? null : (
          <p className="sub">
            <Prose text={fix.text} /> {fix.applies ? (fix.reboot ? text.reboots : null) : text.hands}
          </p>
        )}
        {source === undefined ? null : <p className="sub wrap-anywhere">{`${text.source}: ${source}`}</p>}
      </div>
      {fix?.applies === true ? (
        <Button size="small" busy={busy} aria-label={text.label(action, message)} onPress={onFix}>
          {action}
        </Button>
      ) : null}
    </>
  );
}

interface RebootDialogProps {
  readonly name: string;
  readonly findings: readonly NodeFinding[] | undefined;
  readonly onClose: () => void;
  readonly onConfirm: (findings: readonly NodeFinding[]) => void;
}

/** Cancel has the focus: Enter by habit reboots nothing. */
function RebootDialog({ name, findings = [], onClose, onConfirm }: RebootDialogProps): ReactElement {
  const { confirm } = t.node;
  return (
    <Modal title={confirm.title(name)} open={findings.length > 0} onClose={onClose} alert>
      <p>{confirm.lead}</p>
      <ul className="tries">
        {findings.map(({ code, fix }) => (
          <li key={code}>
            <Prose text={fix?.text ?? ''} />
          </li>
        ))}
      </ul>
      <div className="dialog-actions">
        <Button autoFocus onPress={onClose}>
          {t.shell.cancel}
        </Button>
        <Button variant="danger" onPress={() => onConfirm(findings)}>
          {confirm.action(name)}
        </Button>
      </div>
    </Modal>
  );
}
