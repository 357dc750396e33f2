// Where the files of the schema are.

import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const current = at('graph/schema.graphqls');
export const released = at('schema/released.graphql');
export const accepted = at('schema/accepted-changes.txt');
export const changelog = at('CHANGELOG.md');
export const published = at('dist/schema.graphql');
