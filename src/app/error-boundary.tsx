import { Component, type ReactNode } from 'react';
import { Button } from '../ui/kit/button.tsx';
import { useText } from '../ui/kit/i18n.ts';
import css from './shell.module.css';

interface BoundaryProps {
  /** A change of this draws the children again. */
  readonly resetKey?: string;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly message: string | null;
  readonly key: string | undefined;
}

/** One failing view must not take the page with it. */
export class ErrorBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { message: null, key: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  static getDerivedStateFromProps(props: BoundaryProps, state: BoundaryState): BoundaryState | null {
    return props.resetKey === state.key ? null : { message: null, key: props.resetKey };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return <Failed message={this.state.message} onAgain={() => this.setState({ message: null })} />;
  }
}

function Failed({ message, onAgain }: { readonly message: string; readonly onAgain: () => void }) {
  const t = useText();
  return (
    <div className={css.failed} role="alert">
      <p>{t('shell.error.title')}</p>
      <code>{message}</code>
      <Button onClick={onAgain}>{t('shell.error.again')}</Button>
    </div>
  );
}
