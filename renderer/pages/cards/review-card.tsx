import type { ReactElement } from 'react';
import type { CardReview } from '../../../electron/contract/card.ts';
import { t } from '../../messages/en.ts';
import { shortHash } from '../../messages/format.ts';
import type { PlannedCard } from '../../state/card-orders.ts';
import { withinFolder } from '../../state/paths.ts';
import { Callout } from '../../ui/callout.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { driveFacts } from './drives-panel.tsx';
import { FileReviewItem } from './file-review.tsx';

const text = t.cards.review;

interface ReviewCardProps {
  readonly dir: string;
  readonly card: PlannedCard;
  readonly review: CardReview;
  readonly open: boolean;
}

/** One card: which node, which target, which image, which files. */
export function ReviewCard({ dir, card, review, open }: ReviewCardProps): ReactElement {
  const { node, target, drive } = card;
  const { image, firstBoot } = review;
  return (
    <section className="panel" aria-label={node.name}>
      <div className="review-head">
        <div>
          <h2>{node.name}</h2>
          <p className="sub">{`${t.shell.rack.role[node.role]} · ${node.address ?? t.plan.nodes.dhcp}`}</p>
        </div>
        <Icon name="chevron" size={16} />
        <div className="stack-s review-target">
          <span className="strong wrap-anywhere">
            {target.kind === 'file' ? withinFolder(dir, target.path) : (drive?.title ?? target.drive.path)}
          </span>
          {drive === undefined ? null : <span className="sub">{`${drive.identity.path} · ${driveFacts(drive)}`}</span>}
          <span className="sub">
            {`${image.name} · ${text.imageText(image.mappedBytes)} · ${text.hash} `}
            <span className="mono" title={image.rawSha256}>
              {shortHash(image.rawSha256)}
            </span>
          </span>
        </div>
      </div>
      <div className="review-files">
        {firstBoot.kind === 'none' ? (
          <Callout kind="warn" title={text.asIs}>
            <p>{firstBoot.reason}</p>
          </Callout>
        ) : (
          <Disclosure summary={text.files(firstBoot.files.length)} open={open}>
            <ul className="file-list">
              {firstBoot.files.map((file) => (
                <li key={file.path}>
                  <FileReviewItem file={file} />
                </li>
              ))}
            </ul>
          </Disclosure>
        )}
      </div>
    </section>
  );
}
