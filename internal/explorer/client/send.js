import { settings } from "./settings.js";
import { notePage } from "./walk.js";

// Sends one GraphQL request and resolves to the decoded answer. An answer that is no JSON, which is what a proxy
// in between would give, becomes an error that quotes its beginning.
export async function send(request, { headers, signal } = {}) {
  const response = await fetch(settings.endpoint, {
    method: "POST",
    // With application/json a refused query still arrives as 200, so that the browser's console stays clean.
    headers: { accept: "application/json", "content-type": "application/json", ...headers },
    body: JSON.stringify(request),
    signal,
  });
  const text = await response.text();
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(`The server answered ${response.status} ${response.statusText} and no JSON: ${text.slice(0, 300)}`);
  }
  notePage(request, answer);
  return answer;
}
