// What the server wrote into the page: where the API is, and what to send with a query.

const { endpoint, schema, examples, headers } = document.body.dataset;

export const settings = { endpoint, schema, examples, headers };
