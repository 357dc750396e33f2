import { type ReactNode, useEffect, useId, useRef } from "react";

import { type Address, hasMoved, Link } from "./address";

interface Props {
  readonly title: ReactNode;
  /** What stands beside the title. */
  readonly actions?: ReactNode;
  /** Where a narrow page, which shows one pane at a time, goes back to. */
  readonly back?: { readonly to: Address; readonly label: string };
  /** Whether this pane is the deepest one that is open, on which the reader is. */
  readonly current: boolean;
  readonly children: ReactNode;
}

/** One column of the page. Its heading gets the focus when the reader comes to it. */
export function Pane({ title, actions, back, current, children }: Props) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (current && hasMoved()) {
      heading.current?.focus({ preventScroll: true });
    }
  }, [current]);
  return (
    <section className="pane" aria-labelledby={id} data-current={current}>
      {back && (
        <Link className="back" to={back.to}>
          ← {back.label}
        </Link>
      )}
      <div className="pane-top">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
