// A walk through a long list, page after page. It takes two things: the answer says where its page ends, in pageInfo,
// and the query takes that place as its variable $after, like every example that walks.

// Where the pages that were shown end, counted from the beginning of their list, by the cursor that continues there.
const ends = new Map();

// Whether a query can be continued: $after, and no other cursor, is what it passes on.
export function walks(query) {
  const cursors = query.match(/(?<![$\w])after\s*:\s*[^\s,)]+/g) ?? [];
  return cursors.length === 1 && cursors[0].endsWith("$after");
}

// Finds the list of an answer that says whether it goes on, as { name, count, hasNextPage, endCursor }. Null when there
// is none, or more than one, which a single cursor cannot continue.
export function pageOf(answer) {
  const pages = [...pagesIn(answer?.data)];
  return pages.length === 1 ? pages[0] : null;
}

function* pagesIn(value, name) {
  if (value === null || typeof value !== "object") {
    return;
  }
  const items = value.nodes ?? value.edges;
  if (value.pageInfo && Array.isArray(items)) {
    const { hasNextPage, endCursor } = value.pageInfo;
    yield { name, count: items.length, hasNextPage, endCursor };
  }
  for (const [key, child] of Object.entries(value)) {
    yield* pagesIn(child, Array.isArray(value) ? name : key);
  }
}

// Notes where the page of an answer ends, if it is known where it began.
export function notePage({ query, variables }, answer) {
  const page = walks(query) && pageOf(answer);
  const begin = variables?.after ? ends.get(variables.after) : 0;
  if (page?.endCursor && begin !== undefined) {
    ends.set(page.endCursor, begin + page.count);
  }
}

// Says in words which part of its list a page is.
export function placeOf(page) {
  const end = ends.get(page.endCursor);
  const part = end === undefined ? `${page.count} ${page.name}` : `${page.name} ${end - page.count + 1} to ${end}`;
  return page.hasNextPage === false ? `${part}, the last` : part;
}

// Whether there is a page behind this one, and a cursor to get it with.
export function hasNext(page) {
  return Boolean(page?.hasNextPage && page.endCursor);
}
