import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { baseName } from '../../state/paths.ts';
import { Choice, type Option } from '../../ui/choice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { keyNone, keyPaste, type NewDraft, type PublicKey } from './new-draft.ts';

const text = t.start.form;

interface KeyFieldsProps {
  readonly draft: NewDraft;
  readonly publicKeys: readonly PublicKey[];
  readonly change: (part: Partial<NewDraft>) => void;
  readonly error: string | undefined;
}

/** Which key may log in: one of the user's own, a pasted one, or none. */
export function KeyFields({ draft, publicKeys, change, error }: KeyFieldsProps): ReactElement {
  const own = publicKeys.map(({ path, key }): Option => ({
    id: path,
    label: commentOf(key) ?? baseName(path),
    description: path,
  }));
  const options: readonly Option[] = [...own, { id: keyPaste, label: text.keyPaste }, { id: keyNone, label: text.keyNone }];
  return (
    <>
      <div className="wide">
        <Choice
          label={text.key}
          value={draft.key}
          options={options}
          onChange={(key) => change({ key })}
          hint={publicKeys.length === 0 ? text.keyNoneFound : text.keyHint}
        />
      </div>
      {draft.key === keyPaste ? (
        <div className="wide">
          <TextField
            label={text.keyPasted}
            value={draft.pasted}
            onChange={(pasted) => change({ pasted })}
            hint={text.keyPastedHint}
            error={error}
            rows={3}
            mono
          />
        </div>
      ) : null}
    </>
  );
}

/** The comment at the end of a public key, usually `user@host`. */
function commentOf(key: string): string | undefined {
  const comment = key.trim().split(/\s+/).slice(2).join(' ');
  return comment === '' ? undefined : comment;
}
