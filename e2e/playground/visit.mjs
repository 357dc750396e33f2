// What every test of the Playground does: open it, work it, and look whether it stayed clean.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

import { launch, open } from "./browser.mjs";
import { FallbackPage } from "./fallback-page.mjs";
import { FullPage } from "./full-page.mjs";
import { settings } from "./settings.mjs";

export const full = settings.page === "full";
export const onlyFull = { skip: full ? false : "the small page has no such thing" };

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

// Opens the Playground, lets the test work it, and demands that it stayed clean.
export async function visit(work, { path = "/playground", ...options } = {}) {
  const { page, context, complaints } = await open(browser, path, options);
  const playground = full ? new FullPage(page) : new FallbackPage(page);
  try {
    await playground.ready();
    await work(playground, page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

// Runs what is in the editor and returns the decoded answer.
export async function answerOf(playground, run = () => playground.run()) {
  const [answered] = await Promise.all([
    playground.page.waitForResponse((response) => new URL(response.url()).pathname === "/graphql"),
    run(),
  ]);
  return answered.json();
}

// The page does some things a moment after it was told to: asks until it is so.
export async function eventually(playground, holds, failure) {
  for (const deadline = Date.now() + 30_000; !(await holds()); ) {
    assert.ok(Date.now() < deadline, failure);
    await playground.page.waitForTimeout(50);
  }
}

export function waitForQuery(playground, text) {
  return eventually(playground, async () => (await playground.query()).includes(text), `the editor never showed ${text}`);
}

// GraphiQL writes its tabs down half a second late.
export function waitForStored(playground, key) {
  const stored = () => playground.page.evaluate((name) => localStorage.getItem(name) !== null, `pcgraph:graphiql:${key}`);
  return eventually(playground, stored, `${key} was never stored`);
}

export async function screenshot(page, name) {
  await mkdir(settings.screenshots, { recursive: true });
  await page.screenshot({ path: fileURLToPath(new URL(`${settings.page}-${name}.png`, settings.screenshots)) });
}
