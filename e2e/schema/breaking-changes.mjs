// Compares the schema with the last released one: npm run schema:check. Exit status 1 when a change would break
// queries and is not listed in schema/accepted-changes.txt.

import { readFile } from 'node:fs/promises';

import { review } from './changes.mjs';
import * as files from './files.mjs';

const texts = await Promise.all([files.released, files.current, files.accepted].map((file) => readFile(file, 'utf8')));
const { breaking, dangerous, reasons, faults } = review(...texts);

for (const change of dangerous) {
  console.log(`Dangerous: ${change}`);
}
for (const change of breaking.filter((change) => reasons.has(change))) {
  console.log(`Accepted: ${change} (${reasons.get(change)})`);
}
for (const fault of faults) {
  console.error(fault);
}
if (faults.length > 0) {
  console.error('Keep what clients use, deprecated if need be, or accept the change in schema/accepted-changes.txt.');
  process.exitCode = 1;
} else {
  console.log(`The schema breaks no query of the last release: ${breaking.length} accepted, ${dangerous.length} dangerous.`);
}
