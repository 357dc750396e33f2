// Runs graphql-http's 61 server audits (GraphQL over HTTP) against a server whose introspection is on:
//
//   node graphql-http-audits.mjs http://127.0.0.1:8080/graphql
//
// Needs graphql-http and graphql installed here. Prints each audit that is not ok and a summary; exit status 1
// when there is one.

import { serverAudits } from 'graphql-http';

const url = process.argv[2];
if (!url) {
  console.error('usage: node graphql-http-audits.mjs <address of the GraphQL endpoint>');
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const result = await audit.fn();
  if (result.status === 'ok') {
    passed++;
    continue;
  }
  failed++;
  console.log(`${result.status} ${result.id} ${result.name}: ${result.reason}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
