import { useState, type ReactElement } from 'react';
import type { StationMode } from '../../../electron/contract/station.ts';
import { t } from '../../messages/en.ts';
import { formatRoute } from '../../state/route.ts';
import { useOpenStation } from '../../state/use-station.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Check, RadioCards } from '../../ui/check.tsx';
import { FaultOf } from '../../ui/fault.tsx';
import { Page } from '../../ui/page.tsx';
import { LabelsButton } from './labels-button.tsx';

const text = t.station.open;

/** How the station is to work: one reader or several, and whether it may begin by itself. */
export function OpenStation({ dir }: { readonly dir: string }): ReactElement {
  const [mode, setMode] = useState<StationMode>('serial');
  const [auto, setAuto] = useState(false);
  const open = useOpenStation(dir);
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <LinkButton href={formatRoute({ page: 'cards', dir })}>{t.shell.back}</LinkButton>
          <span className="grow" />
          <Button variant="primary" busy={open.isPending} onPress={() => open.mutate({ mode, auto })}>
            {text.start}
          </Button>
        </>
      }
    >
      <FaultOf thrown={open.error} />
      <RadioCards
        label={text.mode}
        value={mode}
        onChange={setMode}
        options={[
          { id: 'serial', label: text.serial, hint: text.serialHint },
          { id: 'parallel', label: text.parallel, hint: text.parallelHint },
        ]}
      />
      <section className="stack-s">
        <Check label={text.auto} selected={auto} onChange={setAuto} />
        <p className="sub">{text.autoHint}</p>
      </section>
      <LabelsButton dir={dir} />
    </Page>
  );
}
