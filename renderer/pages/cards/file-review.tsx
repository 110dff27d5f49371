import { lazy, Suspense, useState, type ReactElement } from 'react';
import type { FileReview } from '../../../electron/contract/card.ts';
import { t } from '../../messages/en.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon } from '../../ui/icon.tsx';

const text = t.cards.review;
const FileDiff = lazy(async () => ({ default: (await import('./file-diff.tsx')).FileDiff }));

/** One first-boot file: what it is for, and on request its content or what it changes. */
export function FileReviewItem({ file }: { readonly file: FileReview }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="file-head">
        <Button
          variant="quiet"
          size="small"
          onPress={() => setOpen(!open)}
          aria-expanded={open}
          aria-label={text.show(file.path)}
        >
          <Icon name={open ? 'down' : 'chevron'} size={13} />
          <span className="mono">{file.path}</span>
        </Button>
        <span className="sub file-purpose">{file.purpose}</span>
        <Novelty file={file} />
      </div>
      {open ? <Content file={file} /> : null}
    </>
  );
}

function Novelty({ file: { original, content } }: { readonly file: FileReview }): ReactElement {
  if (original === undefined) return <Chip tone="accent">{text.newFile}</Chip>;
  return original === content ? <Chip tone="idle">{text.same}</Chip> : <Chip tone="run">{text.changed}</Chip>;
}

function Content({ file }: { readonly file: FileReview }): ReactElement {
  const { path, content, original } = file;
  const comparable = original !== undefined && original !== content;
  const [view, setView] = useState<'content' | 'diff'>(comparable ? 'diff' : 'content');
  return (
    <div className="file-content stack-s">
      <div className="row-wrap">
        {comparable ? (
          <div className="row-wrap" role="group" aria-label={path}>
            <Button size="small" aria-pressed={view === 'diff'} onPress={() => setView('diff')}>
              {text.diff}
            </Button>
            <Button size="small" aria-pressed={view === 'content'} onPress={() => setView('content')}>
              {text.content}
            </Button>
          </div>
        ) : null}
        <span className="grow" />
        <CopyButton text={() => content} />
      </div>
      {view === 'diff' && original !== undefined ? (
        <Suspense fallback={<p className="sub">{text.diffLoading}</p>}>
          <FileDiff path={path} before={original} after={content} />
        </Suspense>
      ) : (
        <pre className="code" tabIndex={0} role="region" aria-label={path}>
          {content}
        </pre>
      )}
    </div>
  );
}
