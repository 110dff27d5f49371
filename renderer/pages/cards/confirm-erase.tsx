import { useState, type ReactElement } from 'react';
import type { Drive } from '../../../electron/contract/card.ts';
import { t } from '../../messages/en.ts';
import { needConfirmation, type PlannedCard } from '../../state/card-orders.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Modal } from '../../ui/modal.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { driveFacts } from './drives-panel.tsx';

const text = t.cards.confirm;

interface ConfirmEraseProps {
  readonly planned: readonly PlannedCard[];
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onConfirm: (typed: Readonly<Record<string, string>>) => void;
}

/** Names every card that will be erased, and the node that it becomes. Cancel has the focus: Enter by habit erases nothing. */
export function ConfirmErase({ planned, open, onClose, onConfirm }: ConfirmEraseProps): ReactElement {
  return (
    <Modal title={text.title(planned.length)} open={open} onClose={onClose} alert wide>
      <Question planned={planned} onClose={onClose} onConfirm={onConfirm} />
    </Modal>
  );
}

function Question({ planned, onClose, onConfirm }: Omit<ConfirmEraseProps, 'open'>): ReactElement {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const doubtful = needConfirmation(planned);
  const confirmed = doubtful.every(({ identity }) => typed[identity.path] === identity.path);
  return (
    <>
      <p>{text.lead}</p>
      <ul className="erase-list">
        {planned.map(({ node, drive }) => (
          <li key={node.name}>
            <Icon name="alert" size={18} />
            <span className="stack-s">
              <span>
                <span className="strong">{drive?.title}</span> <span className="mono">{drive?.identity.path}</span>{' '}
                {text.becomes(node.name)}
              </span>
              <span className="sub">{drive === undefined ? '' : driveFacts(drive)}</span>
            </span>
          </li>
        ))}
      </ul>
      {doubtful.map((drive) => (
        <TypedName
          key={drive.identity.path}
          drive={drive}
          value={typed[drive.identity.path] ?? ''}
          onChange={(value) => setTyped({ ...typed, [drive.identity.path]: value })}
        />
      ))}
      <div className="dialog-actions">
        <Button autoFocus onPress={onClose}>
          {text.cancel}
        </Button>
        <Button variant="danger" isDisabled={!confirmed} onPress={() => onConfirm(typed)}>
          {text.action(planned.length)}
        </Button>
      </div>
    </>
  );
}

interface TypedNameProps {
  readonly drive: Drive;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function TypedName({ drive, value, onChange }: TypedNameProps): ReactElement {
  const { path } = drive.identity;
  const wrong = value.length >= path.length && value !== path;
  return (
    <TextField
      label={text.typed(path)}
      value={value}
      onChange={onChange}
      hint={drive.verdict.reasons.map(({ message }) => message).join(' ')}
      error={wrong ? text.mismatch(path) : undefined}
      mono
    />
  );
}
