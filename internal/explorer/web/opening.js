import { forgetPermalink, readPermalink } from "../client/permalink.js";
import { settings } from "../client/settings.js";
import { storage } from "./storage.js";

// Decides what is open at the start. A permalink comes in front in a tab of its own. A first visit shows every
// example in a tab. A later visit gets back the tabs it left; GraphiQL does that when it is told nothing.
export function openingState(examples) {
  const linked = readPermalink();
  const returning = storage.getItem("graphiql:tabState") !== null;
  if (linked) {
    forgetPermalink();
  }
  const first = linked ?? (returning ? undefined : examples[0]);
  const tabs = linked ? [linked, ...examples] : examples;
  return {
    defaultTabs: tabs.length > 0 ? tabs.map(toTab) : undefined,
    initialQuery: first?.query,
    initialVariables: first?.variables,
  };
}

function toTab({ query, variables }) {
  return { query, variables, headers: settings.headers };
}
