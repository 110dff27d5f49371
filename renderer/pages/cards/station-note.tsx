import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { formatRoute } from '../../state/route.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';

const text = t.station;

/** The way to the card station, for those who have more cards than readers. */
export function StationNote({ dir }: { readonly dir: string }): ReactElement {
  return (
    <Callout kind="info" actions={<LinkButton href={formatRoute({ page: 'station', dir })}>{text.enter}</LinkButton>}>
      <p>{text.enterHint}</p>
    </Callout>
  );
}
