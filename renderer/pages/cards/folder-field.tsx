import { useState, type ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { isAbsolutePath } from '../../state/paths.ts';
import { chooseCards } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { CommitField } from '../../ui/text-field.tsx';

const text = t.cards.folder;

interface FolderFieldProps {
  readonly dir: string;
  readonly outDir: string | undefined;
}

/** Where card files go; left empty, the project has a folder for them. */
export function FolderField({ dir, outDir }: FolderFieldProps): ReactElement {
  const { capabilities } = useEngine();
  const [mistake, setMistake] = useState<string>();
  const save = (path: string): Promise<void> => {
    const usable = path === '' || isAbsolutePath(path);
    setMistake(usable ? undefined : t.start.open.relative);
    if (usable) chooseCards(dir, () => ({ outDir: path === '' ? undefined : path }));
    return Promise.resolve();
  };
  const choose = async (): Promise<void> => {
    const path = await capabilities.chooseFolder?.();
    if (path !== undefined) await save(path);
  };
  return (
    <div className="input-row">
      <CommitField label={text.label} value={outDir ?? ''} onSave={save} hint={text.hint} error={mistake} mono />
      {capabilities.chooseFolder === undefined ? null : <Button onPress={() => void choose()}>{text.choose}</Button>}
    </div>
  );
}
