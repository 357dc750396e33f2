import { useEffect, useState } from "react";

/** A pause that began at a moment, as `Date.now()` gives it. */
export interface Pause {
  readonly from: number;
  readonly seconds: number;
}

/** The whole seconds that are left of a pause, 0 when there is none. */
export function useCountdown(pause: Pause | null): number {
  const [now, setNow] = useState(0);
  const left = pause ? Math.max(0, Math.ceil(pause.seconds - Math.max(0, now - pause.from) / 1000)) : 0;
  useEffect(() => {
    if (left === 0) {
      return undefined;
    }
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [left]);
  return left;
}
