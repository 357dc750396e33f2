// Writes dist/schema.graphql, the schema to publish with a release: npm run schema:print. graphql-js prints it, which
// makes the form independent of how the source is laid out; order and descriptions are those of the source.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { buildSchema, printSchema } from 'graphql';

import * as files from './files.mjs';

const schema = buildSchema(await readFile(files.current, 'utf8'));
await mkdir(dirname(files.published), { recursive: true });
await writeFile(files.published, printSchema(schema) + '\n');
console.log('dist/schema.graphql');
