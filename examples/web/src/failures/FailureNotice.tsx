import { useState } from "react";

import type { Failure } from "../api/failure";
import { FailureText } from "./FailureText";
import { useCountdown } from "./useCountdown";

/**
 * A failure and the button that tries again, which waits as long as Partner Center asks for. The wait starts when the
 * notice appears: a second failure needs a second notice, with another `key`.
 */
export function FailureNotice({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const [pause] = useState(() => ({ from: Date.now(), seconds: failure.retryAfterSeconds ?? 0 }));
  const wait = useCountdown(pause);
  return (
    <div className="notice">
      <FailureText failure={failure} />
      {/* Disabled in name only, so that whoever has tabbed here is not thrown out. */}
      <button type="button" className="quiet" aria-disabled={wait > 0} onClick={wait > 0 ? undefined : onRetry}>
        {wait > 0 ? `Try again in ${wait} s` : "Try again"}
      </button>
    </div>
  );
}
