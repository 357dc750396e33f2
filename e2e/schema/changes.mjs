// What has changed between two schemas for those who have written queries.

import { buildSchema, findBreakingChanges, findDangerousChanges } from 'graphql';

// Reads accepted-changes.txt: a change on a line of its own, its reason on the indented lines below it. Returns the
// changes with their reasons, and what is wrong with the text.
export function parseAccepted(text) {
  const reasons = new Map();
  const faults = [];
  let change;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) {
      continue;
    }
    if (!/^\s/.test(line)) {
      change = line.trim();
      if (reasons.has(change)) {
        faults.push(`Line ${index + 1} accepts a second time: ${change}`);
      }
      reasons.set(change, '');
    } else if (change === undefined) {
      faults.push(`Line ${index + 1} is a reason without a change above it.`);
    } else {
      reasons.set(change, `${reasons.get(change)} ${line.trim()}`.trim());
    }
  }
  for (const [change, reason] of reasons) {
    if (reason === '') {
      faults.push(`Accepted without a reason: ${change}`);
    }
  }
  return { reasons, faults };
}

// Compares two schemas, given as SDL, in the light of the accepted changes. The check fails when there are faults.
// Dangerous changes break no query, but may surprise a client: a new enum value is one.
export function review(releasedSDL, currentSDL, acceptedText) {
  const [before, after] = [buildSchema(releasedSDL), buildSchema(currentSDL)];
  const { reasons, faults } = parseAccepted(acceptedText);
  const breaking = findBreakingChanges(before, after).map((change) => change.description);
  const dangerous = findDangerousChanges(before, after).map((change) => change.description);
  for (const change of breaking) {
    if (!reasons.has(change)) {
      faults.push(`Breaking: ${change}`);
    }
  }
  for (const change of reasons.keys()) {
    if (!breaking.includes(change)) {
      faults.push(`Accepted, but not among the changes: ${change}`);
    }
  }
  return { breaking, dangerous, reasons, faults };
}
