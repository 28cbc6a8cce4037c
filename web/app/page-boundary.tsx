import { Component, type ReactNode } from 'react';
import { m } from '../lib/messages.ts';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/mark.tsx';

/** The last resort: a page that crashed says so and offers a reload, instead of going white. */
export class PageBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <main className="center-page" role="alert">
        <Mark size={40} />
        <h1 className="text-xl font-semibold">{m.crashed()}</h1>
        <p className="text-ink-soft">{m.crashedLead()}</p>
        <Button kind="primary" onClick={() => location.reload()}>
          {m.reload()}
        </Button>
      </main>
    );
  }
}
