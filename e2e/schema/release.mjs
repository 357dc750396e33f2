// Makes the schema the released one, as a part of releasing a version: npm run schema:release -- 1.2.0
//
// CHANGELOG.md must have a section for the version, with every accepted breaking change in it, word for word. The
// list of accepted changes is then emptied down to its comment.

import { readFile, writeFile } from 'node:fs/promises';

import { review } from './changes.mjs';
import * as files from './files.mjs';
import { missingFrom } from './release-notes.mjs';

const version = process.argv[2];
if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version ?? '')) {
  console.error('usage: npm run schema:release -- VERSION, such as 1.2.0');
  process.exit(2);
}
const [released, current, accepted, changelog] = await Promise.all(
  [files.released, files.current, files.accepted, files.changelog].map((file) => readFile(file, 'utf8')),
);
const { breaking, faults } = review(released, current, accepted);
faults.push(...missingFrom(changelog, version, breaking));
if (faults.length > 0) {
  for (const fault of faults) {
    console.error(fault);
  }
  process.exit(1);
}
await writeFile(files.released, current);
await writeFile(files.accepted, accepted.split('\n').filter((line) => line.startsWith('#')).join('\n') + '\n');
console.log(`schema/released.graphql is now the schema of ${version}.`);
