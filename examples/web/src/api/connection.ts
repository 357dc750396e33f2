/** Where the API is, and as whom it is asked. */
export interface Connection {
  readonly url: string;
  /** A bearer token; empty for an API that wants none. It lives in memory and ends with the page. */
  readonly token: string;
}

/** The connection that the page starts with: `?api=`, else `VITE_PCGRAPH_URL`, else a demo on this machine. */
export function initialConnection(): Connection {
  const asked = new URLSearchParams(location.search).get("api");
  return { url: asked || import.meta.env.VITE_PCGRAPH_URL || "http://127.0.0.1:8080/graphql", token: "" };
}
