import { Component, createRef, type ReactNode, Suspense } from "react";

import { type Failure, failureOf } from "../api/failure";
import { FailureNotice } from "./FailureNotice";

interface Props {
  /** What is asked for. When it changes, a failure is over. */
  readonly subject: string;
  /** Makes the children ask again: see `useReload`. */
  readonly onRetry: () => void;
  readonly waiting: ReactNode;
  readonly children: ReactNode;
}

interface State {
  readonly failure: Failure | null;
  readonly failed: number;
}

/** Shows its children, or that they are being waited for, or why they cannot be had. */
export class Retryable extends Component<Props, State> {
  override state: State = { failure: null, failed: 0 };
  private readonly place = createRef<HTMLDivElement>();

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failure: failureOf(error) };
  }

  override componentDidUpdate(before: Props) {
    if (this.state.failure && before.subject !== this.props.subject) {
      this.setState({ failure: null });
    }
  }

  private readonly retry = () => {
    // The button is about to go, and must not take the focus with it.
    this.place.current?.focus();
    this.props.onRetry();
    this.setState(({ failed }) => ({ failure: null, failed: failed + 1 }));
  };

  override render() {
    const { failure, failed } = this.state;
    return (
      <div ref={this.place} tabIndex={-1} className="retryable">
        {failure ? (
          <FailureNotice key={failed} failure={failure} onRetry={this.retry} />
        ) : (
          <Suspense fallback={this.props.waiting}>{this.props.children}</Suspense>
        )}
      </div>
    );
  }
}
