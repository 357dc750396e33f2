import { useGraphiQL } from "@graphiql/react";
import { useMemo } from "react";

// The answer that the open tab shows, decoded. Null when it shows none, or a message that is no JSON.
export function useAnswer() {
  const response = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.response);
  return useMemo(() => decode(response), [response]);
}

function decode(response) {
  try {
    return JSON.parse(response);
  } catch {
    return null;
  }
}
