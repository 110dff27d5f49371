import type { ReactElement } from 'react';
import { t } from '../../messages/en.ts';
import { diffModel, type DiffLine } from '../../state/diff-model.ts';

const text = t.cards.review;
const signs: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', added: '+', removed: '−' };

interface FileDiffProps {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** What changes, line by line. Loaded only when it is looked at. */
export function FileDiff({ path, before, after }: FileDiffProps): ReactElement {
  return (
    <div className="code diff" tabIndex={0} role="region" aria-label={text.diffLabel(path)}>
      {diffModel(before, after).map((line, index) => (
        <div key={index} className={`diff-line diff-${line.kind}`}>
          <span className="diff-number">{line.before ?? ''}</span>
          <span className="diff-number">{line.after ?? ''}</span>
          <span className="diff-sign" aria-hidden="true">
            {signs[line.kind]}
          </span>
          <span className="diff-text">
            {line.kind === 'same' ? null : <span className="visually-hidden">{`${text[line.kind]}: `}</span>}
            {line.text}
          </span>
        </div>
      ))}
    </div>
  );
}
