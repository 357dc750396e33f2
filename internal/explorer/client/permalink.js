// A permalink carries a query and its variables behind the #, which browsers do not send to the server. The
// same names are read from the ordinary query string too. Headers are never part of a link: a link is made to be
// passed on, a token is not. Nothing runs by itself: a person looks at the query first.

// Returns { query, variables }, or null when the address carries no query.
export function readPermalink(address = window.location) {
  for (const text of [address.hash.slice(1), address.search]) {
    const parameters = new URLSearchParams(text);
    const query = parameters.get("query");
    if (query) {
      return { query, variables: parameters.get("variables") ?? "" };
    }
  }
  return null;
}

// Takes the query out of the address once it is on the page, so that a reload does not open it again over what
// has been typed since.
export function forgetPermalink() {
  window.history.replaceState(null, "", window.location.pathname);
}

export function permalinkTo({ query, variables }) {
  const parameters = new URLSearchParams({ query });
  if (variables?.trim()) {
    parameters.set("variables", variables);
  }
  const link = new URL(window.location.pathname, window.location.origin);
  link.hash = parameters.toString();
  return link.href;
}
