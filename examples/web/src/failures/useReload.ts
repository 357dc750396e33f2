import { useState } from "react";
import type { FetchPolicy } from "react-relay";

/** For a query that can be asked again: what `useLazyLoadQuery` is to be called with, and how to ask anew. */
export function useReload() {
  const [fetchKey, setFetchKey] = useState(0);
  const fetchPolicy: FetchPolicy = fetchKey === 0 ? "store-or-network" : "network-only";
  return { options: { fetchKey, fetchPolicy }, reload: () => setFetchKey((key) => key + 1) };
}

/** The options of a query that can be asked again. */
export type ReloadOptions = ReturnType<typeof useReload>["options"];
