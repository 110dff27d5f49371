import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';

interface PageProps {
  /** The question that the page asks. */
  readonly title: string;
  readonly lead?: ReactNode;
  /** Beside the heading. */
  readonly aside?: ReactNode;
  /** Back at the left, the way on at the right. */
  readonly actions?: ReactNode;
  /** What stays open at the foot while the page is used. */
  readonly drawer?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page. Its heading takes the focus, so that a screen reader says where one has come to. */
export function Page({ title, lead, aside, actions, drawer, children }: PageProps): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    // A page may take the place of another that was scrolled down: a run, that of the choices.
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead === undefined ? null : <p className="lead">{lead}</p>}
        </div>
        {aside}
      </header>
      {children}
      {actions === undefined ? null : (
        <div className="page-foot">
          {drawer}
          <div className="page-actions">{actions}</div>
        </div>
      )}
    </div>
  );
}
