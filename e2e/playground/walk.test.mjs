// From the link that the demo prints to one device far down in the big batch, with nothing but what the page offers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { answerOf, full, screenshot, visit, waitForQuery } from "./visit.mjs";

// The 1,000th of the 1,050 devices of "Large rollout", as the simulated Partner Center lists them.
const serialNumber = "VA8W19K7PN";

async function openWalk(playground) {
  await (full ? playground.openTab("PageThroughBatch") : playground.openExample("Page through a big batch"));
  await waitForQuery(playground, "PageThroughBatch");
}

const devicesOf = (answer) => answer.data.customer.deviceBatch.devices.nodes;

// A page that the cache had is one that this operation would have fetched.
function pagesRead(answer) {
  const { calls, cacheHits, coalesced } = answer.extensions.upstream;
  return calls + cacheHits + coalesced;
}

async function lastDeviceIsInSight(playground) {
  await playground.scrollToEnd();
  await playground.result().getByText(`"${serialNumber}"`).waitFor();
}

test("from the first page, page after page, to the 1,000th serial number", async () => {
  await visit(async (playground, page) => {
    await openWalk(playground);
    let answer = await answerOf(playground);
    for (let end = 100; ; end += 100) {
      assert.equal(devicesOf(answer).length, 100);
      assert.equal(pagesRead(answer), 1, `a page is one upstream call, also the one to ${end}`);
      await playground.status().getByText(`devices ${end - 99} to ${end} · `).waitFor();
      if (end === 1000) {
        break;
      }
      // Once pressed, the button keeps the keyboard's focus for the next page.
      answer = await answerOf(playground, () =>
        end === 100 ? playground.nextPage().click() : page.keyboard.press("Enter"));
    }
    assert.equal(devicesOf(answer).at(-1).serialNumber, serialNumber);
    await lastDeviceIsInSight(playground);
    await screenshot(page, "walk");

    answer = await answerOf(playground, () => playground.nextPage().click());
    assert.equal(devicesOf(answer).length, 50);
    await playground.status().getByText("devices 1001 to 1050, the last · ").waitFor();
    assert.equal(await playground.nextPage().getAttribute("aria-disabled"), "true");
  });
});

test("to the 1,000th serial number at once, as the error for too many says", async () => {
  await visit(async (playground) => {
    await openWalk(playground);
    const variables = (first) => JSON.stringify({
      customerId: "47021739-3426-40bf-9601-61b4b6d7c793", batchId: "Large rollout", first, after: null,
    }, null, 2);

    await playground.typeVariables(variables(2000));
    const refused = await answerOf(playground);
    assert.equal(pagesRead(refused), 0);
    const [error] = refused.errors;
    assert.match(error.message, /2000; it can be 0 to 1000\. .*`pageInfo.endCursor`/);
    await playground.result().getByText("BAD_USER_INPUT").waitFor();

    await playground.typeVariables(variables(1000));
    const answer = await answerOf(playground);
    assert.equal(devicesOf(answer).length, 1000);
    assert.equal(devicesOf(answer).at(-1).serialNumber, serialNumber);
    assert.equal(pagesRead(answer), 10);
    await playground.status().getByText("devices 1 to 1000 · ").waitFor();
    await lastDeviceIsInSight(playground);
  });
});

test("only a query that takes $after, for one list, has a next page", async () => {
  await visit(async (playground) => {
    await playground.openExample("The first devices of every batch");
    await waitForQuery(playground, "FirstDevices");
    assert.ok((await answerOf(playground)).data);
    await playground.status().getByText("upstream call").waitFor();
    assert.equal(await playground.nextPage().count(), 0);
  });
});

test("a narrow window shows everything, one below the other", async () => {
  const viewport = { width: 390, height: 844 };
  await visit(async (playground, page) => {
    await openWalk(playground);
    await answerOf(playground);
    await answerOf(playground, () => playground.nextPage().click());
    await playground.status().getByText("devices 101 to 200 · ").waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width);
    for (const part of [playground.result(), playground.nextPage(), playground.runButton()]) {
      const { x, width } = await part.boundingBox();
      assert.ok(x >= 0 && x + width <= viewport.width, `${part} reaches from ${x} to ${x + width}`);
    }
    await screenshot(page, "narrow");
  }, { viewport });
});
