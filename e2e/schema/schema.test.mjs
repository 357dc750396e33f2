// The check of the schema's changes finds what breaks clients, and lets pass what does not.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { buildSchema, printSchema } from 'graphql';

import { parseAccepted, review } from './changes.mjs';
import * as files from './files.mjs';
import { missingFrom } from './release-notes.mjs';

const released = `
type Query {
  batch(id: ID!): Batch
}

interface Node {
  id: ID!
}

type Batch implements Node {
  id: ID!
  "How far it is."
  status: Status
  createdBy: String
  devices(first: Int, after: String): [ID!]
}

enum Status {
  UNKNOWN
  QUEUED
}
`;

// Edits the released schema; what is to be replaced must be there.
function edited(from, to) {
  assert.ok(released.includes(from), `the released schema has no ${from}`);
  return released.replace(from, () => to);
}

describe('a breaking change', () => {
  const cases = {
    'a field is removed': ['  createdBy: String\n', '', 'Batch.createdBy was removed.'],
    'a field may become null': ['implements Node {\n  id: ID!', 'implements Node {\n  id: ID', 'Batch.id changed type from ID! to ID.'],
    'a field has another type': ['createdBy: String', 'createdBy: ID', 'Batch.createdBy changed type from String to ID.'],
    'an argument becomes required': ['first: Int', 'first: Int!', 'Batch.devices arg first has changed type from Int to Int!.'],
    'a required argument is added': ['  status: Status', '  status(of: ID!): Status', 'A required arg of on Batch.status was added.'],
    'an argument is removed': [', after: String', '', 'Batch.devices arg after was removed.'],
    'an enum value is removed': ['  QUEUED\n', '', 'QUEUED was removed from enum type Status.'],
    'an interface is left': ['Batch implements Node {', 'Batch {', 'Batch no longer implements interface Node.'],
  };
  for (const [name, [from, to, change]] of Object.entries(cases)) {
    test(name, () => {
      const schema = edited(from, to);
      assert.deepEqual(review(released, schema, '').faults, [`Breaking: ${change}`]);
      assert.deepEqual(review(released, schema, `${change}\n    Because.\n`).faults, []);
      assert.deepEqual(review(released, schema, `${change}\n`).faults, [`Accepted without a reason: ${change}`]);
    });
  }
});

describe('no breaking change', () => {
  const cases = {
    'a field is added': ['  createdBy: String\n', '  createdBy: String\n  other: String\n'],
    'a field is deprecated': ['createdBy: String', 'createdBy: String @deprecated(reason: "Use `other`.")'],
    'a field is never null any more': ['createdBy: String', 'createdBy: String!'],
    'a type is added': ['interface Node', 'type Other {\n  id: ID!\n}\n\ninterface Node'],
    'a description is changed': ['"How far it is."', '"How far."'],
  };
  for (const [name, [from, to]] of Object.entries(cases)) {
    test(name, () => {
      const { dangerous, faults } = review(released, edited(from, to), '');
      assert.deepEqual({ dangerous, faults }, { dangerous: [], faults: [] });
    });
  }
  test('an enum value or an optional argument is added: dangerous', () => {
    const schema = edited('  QUEUED\n', '  QUEUED\n  OTHER\n').replace('first: Int', 'first: Int, last: Int');
    const { dangerous, faults } = review(released, schema, '');
    assert.deepEqual(faults, []);
    assert.deepEqual(dangerous, ['An optional arg last on Batch.devices was added.', 'OTHER was added to enum type Status.']);
  });
});

test('an accepted change that is not there is a fault', () => {
  const { faults } = review(released, released, 'Batch.createdBy was removed.\n  Because.\n');
  assert.deepEqual(faults, ['Accepted, but not among the changes: Batch.createdBy was removed.']);
});

test('the list of accepted changes', () => {
  const { reasons, faults } = parseAccepted('# Comment\n  lost\nA.\n  One\n  two.\n\nB.\n\tThree.\nA.\n  Four.\n');
  assert.deepEqual([...reasons], [['A.', 'Four.'], ['B.', 'Three.']]);
  assert.deepEqual(faults, ['Line 2 is a reason without a change above it.', 'Line 9 accepts a second time: A.']);
});

test('a release says in CHANGELOG.md what it breaks', () => {
  const changelog = '# Changelog\n\n## [1.2.0] - 2026-01-02\n\n### Removed\n\n* `Batch.createdBy`\n  was removed. Use `other`.\n\n## [1.1.0]\n\n## [1.0.0]\n\n* All.\n';
  const change = 'Batch.createdBy was removed.';
  assert.deepEqual(missingFrom(changelog, '1.2.0', [change]), []);
  assert.deepEqual(missingFrom(changelog, '1.0.0', [change]), [`CHANGELOG.md does not say under 1.0.0: ${change}`]);
  assert.deepEqual(missingFrom(changelog, '1.1.0', []), ['CHANGELOG.md says nothing about 1.1.0.']);
  assert.deepEqual(missingFrom(changelog, '1.3.0', []), ['CHANGELOG.md has no section "## [1.3.0]".']);
});

test('the published form says all that the source says', async () => {
  const text = await readFile(files.current, 'utf8');
  const source = buildSchema(text);
  const printed = printSchema(source);
  const read = buildSchema(printed);
  assert.equal(read.description, source.description);
  for (const type of Object.values(source.getTypeMap()).filter((type) => type.astNode)) {
    assert.equal(read.getType(type.name)?.description, type.description);
  }
  for (const [before, after] of [[text, printed], [printed, text]]) {
    const { dangerous, faults } = review(before, after, '');
    assert.deepEqual({ dangerous, faults }, { dangerous: [], faults: [] });
  }
});
