import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let calls = 0;

/** Adds up what the API says its answers cost (`extensions.upstream`, asked for with the header PCGraph-Explain). */
export function addCost(extensions: { [key: string]: unknown } | undefined): void {
  const upstream = extensions?.["upstream"] as { calls?: number } | undefined;
  if (upstream?.calls) {
    calls += upstream.calls;
    listeners.forEach((listener) => listener());
  }
}

/** The requests to Partner Center that this page has caused so far. */
export function useCost(): number {
  return useSyncExternalStore(subscribe, () => calls);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
