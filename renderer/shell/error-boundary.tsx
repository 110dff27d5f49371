import { Component, type ReactNode } from 'react';
import { t } from '../messages/en.ts';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';

interface Props {
  /** A new key (a new address) gives the page another chance. */
  readonly children: ReactNode;
}

interface State {
  readonly message: string | undefined;
}

/** Keeps a mistake in one page from blanking the window. A class because React has no other way to catch. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { message: undefined };

  static getDerivedStateFromError(thrown: unknown): State {
    return { message: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === undefined) return this.props.children;
    const { crashed } = t.shell;
    return (
      <div className="plain-page">
        <h1>{crashed.title}</h1>
        <Callout
          kind="bad"
          title={crashed.text}
          actions={<Button onPress={() => window.location.reload()}>{crashed.reload}</Button>}
        >
          <p className="mono wrap-anywhere">{message}</p>
        </Callout>
      </div>
    );
  }
}
