import { useState, type ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { isAbsolutePath, isHttpAddress } from '../../state/paths.ts';
import { useFetchImage } from '../../state/queries.ts';
import { Button } from '../../ui/button.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { TextField } from '../../ui/text-field.tsx';

const text = t.images.add;

/** Any other image: from an address, or from a file of this computer. */
export function AddImage({ onChoose }: { readonly onChoose: (image: string) => Promise<boolean> }): ReactElement {
  const { capabilities } = useEngine();
  const fetchImage = useFetchImage();
  const [reference, setReference] = useState('');
  const [mistake, setMistake] = useState<string>();
  const add = async (chosen: string): Promise<void> => {
    const problem = problemWith(chosen);
    setMistake(problem);
    if (problem === undefined && (await onChoose(chosen))) {
      fetchImage.mutate(chosen);
      setReference('');
    }
  };
  const choose = async (): Promise<void> => {
    const path = await capabilities.chooseFile?.('image');
    if (path !== undefined) await add(path);
  };
  return (
    <section className="panel panel-pad stack-s" aria-label={text.title}>
      <h2>{text.title}</h2>
      <form
        className="input-row"
        onSubmit={(event) => {
          event.preventDefault();
          void add(reference.trim());
        }}
      >
        <TextField label={text.label} value={reference} onChange={setReference} hint={text.hint} error={mistake} mono />
        {capabilities.chooseFile === undefined ? null : <Button onPress={() => void choose()}>{text.choose}</Button>}
        <Button type="submit" busy={fetchImage.isPending}>
          {text.action}
        </Button>
      </form>
      <FaultOf thrown={fetchImage.error} />
    </section>
  );
}

function problemWith(reference: string): string | undefined {
  if (reference === '') return text.empty;
  return isHttpAddress(reference) || isAbsolutePath(reference) ? undefined : text.bad;
}
