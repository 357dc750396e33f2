import { useEffect, useRef, useState, useTransition } from "react";

import { type Failure, failureOf, losesPlace } from "../api/failure";
import { FailureText } from "../failures/FailureText";
import { type Pause, useCountdown } from "../failures/useCountdown";
import { useInView } from "./useInView";

interface Props {
  /** What `usePaginationFragment` gives. */
  readonly list: {
    readonly hasNext: boolean;
    readonly isLoadingNext: boolean;
    loadNext(count: number, options: { onComplete: (error: Error | null) => void }): unknown;
  };
  readonly size: number;
  /** Whether scrolling to the end loads. The button always does. */
  readonly automatic: boolean;
  /** Fetches the list anew, from its start. */
  readonly onRestart: () => void;
}

/**
 * The end of a list that is not loaded to its end. One button does it all, so that the focus can stay on it: it loads
 * more, tries again, and starts over when the place in the list is lost, which never happens without being asked for.
 */
export function NextPage({ list, size, automatic, onRestart }: Props) {
  const { hasNext, isLoadingNext } = list;
  const [failed, setFailed] = useState<{ failure: Failure; pause: Pause } | null>(null);
  const wait = useCountdown(failed?.pause ?? null);
  const lost = failed !== null && losesPlace(failed.failure);
  const [isRestarting, startRestarting] = useTransition();
  const busy = isLoadingNext || isRestarting;

  function load() {
    setFailed(null);
    list.loadNext(size, {
      onComplete(error) {
        if (error) {
          const failure = failureOf(error);
          setFailed({ failure, pause: { from: Date.now(), seconds: failure.retryAfterSeconds ?? 0 } });
        }
      },
    });
  }

  function restart() {
    // Both show once the list is there: the place that is lost must not be asked for in between.
    startRestarting(() => {
      setFailed(null);
      onRestart();
    });
  }
  const end = useInView<HTMLDivElement>(automatic && hasNext && !isLoadingNext && !failed, load);

  function press() {
    if (busy || wait > 0) {
      return;
    }
    if (lost) {
      restart();
    } else {
      load();
    }
  }

  function label() {
    if (busy) {
      return "Loading…";
    }
    if (wait > 0) {
      return `Try again in ${wait} s`;
    }
    if (lost) {
      return "Start again from the beginning";
    }
    return failed ? "Try again" : `Load ${size} more`;
  }

  // At the end of the list the button goes; whoever was on it is put where it was.
  const focused = useRef(false);
  useEffect(() => {
    if (!hasNext && focused.current) {
      focused.current = false;
      end.current?.focus();
    }
  }, [hasNext, end]);

  return (
    <div ref={end} tabIndex={-1} className="next-page">
      {failed && <FailureText failure={failed.failure} />}
      {lost && <p>What is loaded so far stays here until you start again.</p>}
      {hasNext && (
        <button
          type="button"
          aria-disabled={busy || wait > 0}
          onClick={press}
          onFocus={() => {
            focused.current = true;
          }}
          onBlur={() => {
            focused.current = false;
          }}
        >
          {label()}
        </button>
      )}
    </div>
  );
}
