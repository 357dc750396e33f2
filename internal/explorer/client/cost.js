// Says in words what an answer cost, from the extension that the header PCGraph-Explain asks for. Empty when
// the answer does not say.
export function costOf(answer) {
  const upstream = answer?.extensions?.upstream;
  if (typeof upstream?.calls !== "number") {
    return "";
  }
  const parts = [count(upstream.calls, "upstream call", "upstream calls")];
  if (upstream.cacheHits > 0) {
    parts.push(`${upstream.cacheHits} from the cache`);
  }
  if (upstream.coalesced > 0) {
    parts.push(`${upstream.coalesced} shared with another operation`);
  }
  if (upstream.retries > 0) {
    parts.push(count(upstream.retries, "retry", "retries"));
  }
  return parts.join(", ");
}

function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}
