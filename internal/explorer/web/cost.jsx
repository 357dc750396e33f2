import { useGraphiQL } from "@graphiql/react";
import { useMemo } from "react";

import { costOf } from "../client/cost.js";

// The line below the answer that says what it cost: in a long answer the extension itself is far down.
export function Cost() {
  const response = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.response);
  const cost = useMemo(() => costOf(decode(response)), [response]);
  return <div className="playground-cost" role="status">{cost}</div>;
}

// What GraphiQL shows may also be a message that is no JSON.
function decode(response) {
  try {
    return JSON.parse(response);
  } catch {
    return null;
  }
}
