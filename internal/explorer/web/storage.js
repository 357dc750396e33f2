import { settings } from "../client/settings.js";

// GraphiQL keeps tabs and choices in the browser's storage, which all programs on one address share: on
// localhost:8080 that may be several, each with a GraphiQL of its own. Ours are kept apart by a prefix.

const prefix = "pcgraph:";

// The lists of past and favourite operations are the one place where GraphiQL writes down the headers, and with
// them a token. They get the preset headers instead.
const histories = ["graphiql:queries", "graphiql:favorites"];

function withoutTypedHeaders(history) {
  return JSON.stringify(JSON.parse(history, (name, value) => (name === "headers" ? settings.headers : value)));
}

function ownKeys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
}

export const storage = {
  getItem: (key) => localStorage.getItem(prefix + key),
  setItem: (key, value) => localStorage.setItem(prefix + key, histories.includes(key) ? withoutTypedHeaders(value) : value),
  removeItem: (key) => localStorage.removeItem(prefix + key),
  clear: () => ownKeys().forEach((key) => localStorage.removeItem(key)),
  get length() {
    return ownKeys().length;
  },
};
