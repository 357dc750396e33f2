import { tryParseJSONC, useGraphiQL, useGraphiQLActions } from "@graphiql/react";

import { costOf } from "../client/cost.js";
import { hasNext, pageOf, placeOf, walks } from "../client/walk.js";
import { useAnswer } from "./answer.js";

// The line below the answer: which part of a list it is and what it cost, because in a long answer both are far down,
// and the way to the next page.
export function Status() {
  const answer = useAnswer();
  const query = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.query);
  const page = walks(query ?? "") ? pageOf(answer) : undefined;
  return (
    <div className="playground-status">
      <span role="status">{[page && placeOf(page), costOf(answer)].filter(Boolean).join(" · ")}</span>
      {page !== undefined && <NextPage page={page} />}
    </div>
  );
}

// Stays where it is when there is no next page: a button that came and went would take the keyboard's focus with it.
function NextPage({ page }) {
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const { run } = useGraphiQLActions();

  function follow() {
    if (!hasNext(page)) {
      return;
    }
    try {
      const variables = tryParseJSONC(variableEditor.getValue());
      variableEditor.setValue(JSON.stringify({ ...variables, after: page.endCursor }, null, 2));
    } catch {
      // No JSON, which is what running it says.
    }
    run();
  }

  return <button type="button" onClick={follow} aria-disabled={!hasNext(page)}>Next page</button>;
}
