// Proves in a real browser that the Playground works, on its own and under its content security policy.

import assert from "node:assert/strict";
import { test } from "node:test";

import { settings } from "./settings.mjs";
import { answerOf, eventually, full, onlyFull, screenshot, visit, waitForQuery, waitForStored } from "./visit.mjs";
import "./walk.test.mjs";

for (const path of ["/playground", "/playground/"]) {
  test(`${path} is the ${settings.page} page`, async () => {
    await visit(async (_, page) => {
      assert.match(await page.title(), /pcgraph/);
    }, { path });
  });
}

// What the examples' descriptions promise, in upstream calls. A page from the cache or shared with another operation
// is one that this operation would have fetched.
const costs = {
  "Find a customer by name": 1,
  "A customer's batches": 2,
  "The first devices of every batch": 4, // of three batches
  "Page through a big batch": 1,
  "Fetch one object again": 2,
};

test("every example is listed, opens, and costs what it says", async () => {
  await visit(async (playground) => {
    assert.deepEqual(await playground.exampleTitles(), Object.keys(costs));
    for (const [title, cost] of Object.entries(costs)) {
      await playground.openExample(title);
      await waitForQuery(playground, title);
      const answer = await answerOf(playground);
      assert.equal(answer.errors, undefined, title);
      await playground.result().getByText('"data"').waitFor();
      assert.doesNotMatch(JSON.stringify(answer.data), /"(customer|node|deviceBatch|devices)":null|"nodes":\[\]/, title);
      const { calls, cacheHits, coalesced } = answer.extensions.upstream;
      assert.equal(calls + cacheHits + coalesced, cost, title);
      await playground.status().getByText(`${calls} upstream call`).waitFor();
    }
  });
});

test("the keyboard runs a query", async () => {
  await visit(async (playground) => {
    const answer = await answerOf(playground, () => playground.runByKey());
    assert.ok(answer.data);
  });
});

test("the header that shows the cost is preset, and typed headers are sent", async () => {
  await visit(async (playground, page) => {
    const preset = async () => (await playground.headers()).includes('"PCGraph-Explain": "1"');
    await eventually(playground, preset, "the header was never shown");
    await playground.typeHeaders('{"Authorization": "Bearer of-a-test", "PCGraph-Explain": "1"}');
    const [sent] = await Promise.all([
      page.waitForRequest((request) => new URL(request.url()).pathname === "/graphql"),
      playground.run(),
    ]);
    assert.equal(sent.headers().authorization, "Bearer of-a-test");
    if (full) {
      await waitForStored(playground, "queries");
      await waitForStored(playground, "tabState");
    }
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert.doesNotMatch(kept, /of-a-test/, "a token must not outlive the page");
  });
});

test("a permalink opens its query without running it", async () => {
  for (const mark of ["#", "?"]) {
    const link = new URLSearchParams({ query: "query FromLink { __typename }", variables: "{}" });
    await visit(async (playground, page) => {
      await waitForQuery(playground, "query FromLink");
      assert.doesNotMatch(await playground.result().innerText(), /data/);
      assert.doesNotMatch(page.url(), /FromLink/);
      assert.deepEqual((await answerOf(playground)).data, { __typename: "Query" });
    }, { path: `/playground${mark}${link}` });
  }
});

test("the page's own permalink opens the same query", async () => {
  let link;
  await visit(async (playground) => {
    await playground.openExample("A customer's batches");
    await waitForQuery(playground, "CustomerBatches");
    link = await playground.permalink();
  });
  await visit(async (playground) => {
    await waitForQuery(playground, "CustomerBatches");
    const answer = await answerOf(playground);
    assert.ok(answer.data.customer.deviceBatches.length > 0, "its variables came with it");
  }, { path: link });
});

test("the editor marks what the schema does not know", onlyFull, async () => {
  await visit(async (playground, page) => {
    await playground.typeQuery("{ customers { nonsense } }");
    await page.locator(".graphiql-query-editor .squiggly-error").first().waitFor();
  });
});

test("tabs are kept over a reload", onlyFull, async () => {
  await visit(async (playground, page) => {
    const titles = await playground.tabTitles();
    assert.equal(titles.length, 5);
    await waitForStored(playground, "tabState");
    await page.reload();
    await playground.ready();
    assert.deepEqual(await playground.tabTitles(), titles);
  });
});

test("the documentation shows the schema", onlyFull, async () => {
  await visit(async (playground) => {
    const panel = await playground.panel("Documentation Explorer");
    await panel.getByRole("link", { name: "Query", exact: true }).click();
    await panel.getByText("Where every query starts.").waitFor();
  });
});

test("the query builder opens and adds a field", onlyFull, async () => {
  await visit(async (playground) => {
    await playground.openExample("Find a customer by name");
    const panel = await playground.panel("GraphiQL Explorer");
    await panel.locator(".graphiql-explorer-root").getByText("totalCount").first().click();
    await playground.page.locator(".graphiql-query-editor .view-lines").getByText("totalCount").waitFor();
  });
});

for (const colorScheme of ["light", "dark"]) {
  test(`it follows the system's ${colorScheme} theme`, async () => {
    await visit(async (playground, page) => {
      const brightness = await page.evaluate(() => {
        const painted = document.querySelector(".graphiql-container") ?? document.body;
        const [red, green, blue] = getComputedStyle(painted).backgroundColor.match(/[\d.]+/g).map(Number);
        return (red + green + blue) / 3;
      });
      assert.equal(brightness > 128 ? "light" : "dark", colorScheme);
      const titles = await playground.exampleTitles();
      await playground.openExample(titles[2]);
      await answerOf(playground);
      await playground.result().getByText('"data"').waitFor();
      await screenshot(page, colorScheme);
    }, { colorScheme });
  });
}

test("the editor follows when the system changes its theme", onlyFull, async () => {
  await visit(async (playground, page) => {
    const colour = () => page.locator(".graphiql-query-editor .monaco-editor").first()
      .evaluate((editor) => getComputedStyle(editor).getPropertyValue("--vscode-editor-foreground"));
    const light = await colour();
    await page.emulateMedia({ colorScheme: "dark" });
    await eventually(playground, async () => (await colour()) !== light, "the editor stayed as it was");
  });
});

test("with a token that works, the documentation comes by itself", onlyFull, async () => {
  await visit(async (playground, page) => {
    await page.route("**/graphql", (route) => route.request().headers().authorization
      ? route.continue()
      : route.fulfill({ json: { errors: [{ message: "Send an access token.", extensions: { code: "UNAUTHENTICATED" } }] } }));
    await page.reload();
    await playground.result().getByText("Send an access token.").waitFor();
    const panel = await playground.panel("Documentation Explorer");
    await panel.getByText("Error fetching schema").waitFor();
    await playground.typeHeaders('{"Authorization": "Bearer of-a-test"}');
    await playground.run();
    await panel.getByRole("link", { name: "Query", exact: true }).waitFor();
    await playground.result().getByText('"data"').waitFor();
  });
});
