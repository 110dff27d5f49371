import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { useLabels } from '../../state/use-station.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { saveAs } from '../../ui/save-as.ts';

const text = t.station.labels;

/** Makes the label sheet in the project folder, and says where it is. */
export function LabelsButton({ dir }: { readonly dir: string }): ReactElement {
  const { showItem } = useEngine().capabilities;
  const labels = useLabels(dir);
  const { data } = labels;
  return (
    <div className="stack-s">
      <div>
        <Button busy={labels.isPending} onPress={() => labels.mutate()}>
          {text.make}
        </Button>
      </div>
      <FaultOf thrown={labels.error} />
      {data === undefined ? null : (
        <Callout
          kind="ok"
          title={text.made(data.path)}
          urgent
          actions={
            showItem === undefined ? (
              <Button size="small" onPress={() => saveAs('labels.html', data.html)}>
                {text.download}
              </Button>
            ) : (
              <Button size="small" onPress={() => showItem(data.path)}>
                {text.show}
              </Button>
            )
          }
        />
      )}
    </div>
  );
}
