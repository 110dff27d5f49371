import { useState, type ReactElement } from 'react';
import type { ImageEntry } from '../../../electron/contract/image.ts';
import { t } from '../../messages/en.ts';
import type { Option } from '../../ui/choice.tsx';
import { usePlan } from './plan-context.ts';
import { PlanChoice, PlanText } from './plan-field.tsx';

const text = t.plan.settings;
const other = 'other:';

/** The system of every node that names none of its own: one of the list, or any address or path. */
export function ImageSetting({ images }: { readonly images: readonly ImageEntry[] }): ReactElement {
  const { plan, edit } = usePlan();
  const { image = '' } = plan;
  const [free, setFree] = useState(false);
  const options: readonly Option[] = [
    { id: '', label: text.imageNone },
    ...(image === 'practice' ? [{ id: 'practice', label: t.start.form.imagePractice }] : []),
    ...images.map(({ id, name, description }) => ({ id, label: name, description })),
    { id: other, label: text.imageOther },
  ];
  const save = (value: string): Promise<unknown> => {
    setFree(value === other);
    if (value === other) return Promise.resolve();
    return edit([value === '' ? { op: 'remove', path: ['image'] } : { op: 'set', path: ['image'], value }]);
  };
  return (
    <>
      <PlanChoice label={text.image} path={['image']} value={image} options={options} hint={text.imageHint} onSave={save} />
      {free ? <PlanText label={text.imageOtherLabel} path={['image']} silent value={image} mono /> : null}
    </>
  );
}
