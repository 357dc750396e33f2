// Proves in a real browser that a front end on another origin can be built on the API: examples/web, as it is built,
// against the demo.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";

import { Simulator } from "../simulator.mjs";
import { launch, open } from "./browser.mjs";
import { DevicesPage } from "./devices-page.mjs";
import { servePage } from "./page-server.mjs";
import { settings } from "./settings.mjs";

const wingtip = "47021739-3426-40bf-9601-61b4b6d7c793";
const contoso = "7b26b357-9ca3-48b8-a58e-4febe2662a5d"; // has 40 batches
const simulator = new Simulator(settings.simulator);

let browser;
let server;
before(async () => {
  server = await servePage(settings);
  browser = await launch();
  await mkdir(settings.screenshots, { recursive: true });
});
after(async () => {
  await browser?.close();
  server?.close();
});
afterEach(() => simulator.clearFaults());

// Opens the page, lets the test work it, and demands that it stayed clean.
async function visit(work, { query, ...options } = {}) {
  const { page, context, complaints } = await open(browser, query, options);
  try {
    await work(new DevicesPage(page), page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

// What these answers cost in upstream calls.
function cost(answers) {
  return answers.reduce((sum, { extensions }) => sum + extensions.upstream.calls, 0);
}

test("scrolling loads all 1,050 devices of a batch, once each, for a call a page", async () => {
  const expected = await simulator.devices(wingtip, "Large rollout");
  const countedBefore = await simulator.calls();
  await visit(async (devices, page) => {
    await devices.openCustomer("Wingtip Toys");
    await devices.openBatch("Large rollout");
    await devices.sees("100 of 1,050 devices loaded.");
    await devices.scrollUntil("All 1,050 devices loaded.");

    assert.deepEqual(await devices.rows().allTextContents(), expected.map((device) => device.serialNumber ?? "no serial number"));
    // One for the customers, one for the batches and one for each of the three, eleven for the pages of devices.
    assert.deepEqual(devices.answers.map(({ operationName }) => operationName), [
      "CustomerListQuery", "BatchListQuery", "DeviceListQuery", ...Array(10).fill("DeviceListPaginationQuery"),
    ]);
    assert.equal(cost(devices.answers), 1 + 1 + 3 + 11);
    assert.equal((await simulator.calls()) - countedBefore, 16);
    await devices.sees("16 requests to Partner Center so far");

    await devices.openBatch("Test batch");
    await devices.sees("All 5 devices loaded.");
    const answered = devices.answers.length;
    await page.goBack();
    await devices.sees("All 1,050 devices loaded.");
    assert.equal(devices.answers.length, answered, "what is loaded is not asked for again");
  });
});

test("the filter searches what is loaded, and says so", async () => {
  await visit(async (devices, page) => {
    await devices.openCustomer("Wingtip Toys");
    await devices.openBatch("Large rollout");
    await devices.sees("100 of 1,050 devices loaded.");
    await devices.filter().fill("xz");
    await devices.sees("1 found in the 100 loaded. The 950 not loaded yet were not searched.");
    assert.deepEqual(await devices.rows().allTextContents(), ["06WNXZ2YR0"]);
    assert.equal(await page.locator("mark").textContent(), "XZ");

    await page.waitForTimeout(300);
    await devices.sees("in the 100 loaded"); // though the list's end is in view
    await devices.loadMore().click();
    await devices.sees("in the 200 loaded. The 850 not loaded yet were not searched.");
    await devices.screenshot("filter");
    await devices.filter().fill("no such serial number");
    await devices.sees("0 found in the 200 loaded.");
    assert.equal(await page.getByRole("table").count(), 0);
    await devices.filter().fill("");
    await devices.sees("200 of 1,050 devices loaded.");
  });
});

test("customers are found by the beginning of their name, with one question for what is typed at once", async () => {
  await visit(async (devices, page) => {
    await devices.sees("7 customers");
    // All keys in one task of the page, so that a slow machine does not type slowly.
    await page.getByLabel("Company name begins with").evaluate((field) => {
      const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
      for (const typed of ["c", "co", "con", "cont", "conto"]) {
        set.call(field, typed);
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    await devices.sees("3 customers whose name begins with “conto”");
    assert.deepEqual(devices.answers.map(({ variables }) => variables.name), [null, "conto"]);
    await page.getByLabel("Company name begins with").fill("nobody");
    await devices.sees("0 customers whose name begins with “nobody”");
  });
});

test("a batch whose devices fail says so beside the others, and is asked for alone", async () => {
  await simulator.addFault({ kind: "status", status: 500, customer: wingtip, batch: "testbatch" });
  await visit(async (devices, page) => {
    await devices.openCustomer("Wingtip Toys");
    const failed = devices.card("testbatch");
    await failed.getByText("Partner Center failed, or could not be reached.").waitFor();
    await failed.getByText("2 devices").waitFor();
    await devices.card("Test batch").getByText("Begins with XZJDCTPTJ9").waitFor();
    await devices.card("Large rollout").getByText("Begins with AVSB1VKGJ8").waitFor();
    assert.deepEqual(await devices.barriers(), []);
    await devices.screenshot("partial-failure");

    await simulator.clearFaults();
    const answered = devices.answers.length;
    await failed.getByRole("button", { name: "Try again" }).click();
    await failed.getByText("Begins with 2R9-ZNP67").waitFor();
    assert.deepEqual(devices.answers.slice(answered).map(({ operationName }) => operationName), ["BatchPreviewRefetchQuery"]);
    assert.equal(cost(devices.answers.slice(answered)), 1);
  });
});

test("when Partner Center wants a pause, what is loaded stays, and a retry waits", async () => {
  await visit(async (devices, page) => {
    await devices.openCustomer("Wingtip Toys");
    await devices.openBatch("Large rollout");
    await devices.sees("100 of 1,050 devices loaded.");
    // Longer than the API itself waits for.
    await simulator.addFault({ kind: "throttle", retryAfter: 11, count: 1, customer: wingtip, batch: "Large rollout" });
    await devices.scrollToEnd();
    await devices.sees("Partner Center is asked too much at the moment, and wants a pause of 11 seconds.");
    await devices.sees("100 of 1,050 devices loaded.");
    assert.equal(await devices.rows().count(), 100);
    const button = page.getByRole("button", { name: /^Try again/ });
    assert.match(await button.textContent(), /^Try again in \d+ s$/);
    assert.equal(await button.getAttribute("aria-disabled"), "true");
    await devices.screenshot("throttled");

    const answered = devices.answers.length;
    await button.click({ force: true });
    await page.getByRole("button", { name: "Try again", exact: true }).waitFor();
    assert.equal(devices.answers.length, answered, "nothing is asked before the pause is over");
    await button.click();
    await devices.scrollUntil("All 1,050 devices loaded.");
  });
});

test("a list that cannot be had at all says so in its place, and can be tried again", async () => {
  await simulator.addFault({ kind: "status", status: 503, match: "/v1/customers" });
  await visit(async (devices, page) => {
    const customers = devices.pane("Customers");
    await customers.getByText("Partner Center failed, or could not be reached.").waitFor();
    await simulator.clearFaults();
    await customers.getByRole("button", { name: "Try again" }).press("Enter");
    await devices.sees("7 customers");
    await page.keyboard.press("Tab");
    assert.match(await devices.focused(), /^Wingtip Toys/, "the focus stays where the button was");
  });
});

test("a list whose place is lost starts again only when it is told to", async () => {
  await visit(async (devices, page) => {
    await devices.openCustomer("Fabrikam");
    await devices.openBatch("Null token at the end");
    await devices.sees("100 of 130 devices loaded.");
    await simulator.expireTokens();
    await devices.scrollToEnd();
    await devices.sees("Partner Center has forgotten the place where this list goes on.");
    await devices.sees("100 of 130 devices loaded.");
    assert.deepEqual(await devices.barriers(), []);
    await devices.screenshot("cursor-expired");

    const answered = devices.answers.length;
    await page.getByRole("button", { name: "Start again from the beginning" }).click();
    await devices.scrollUntil("All 130 devices loaded.");
    assert.equal(await devices.rows().count(), 130);
    assert.deepEqual(devices.answers.slice(answered).map(({ operationName }) => operationName), [
      "DeviceListQuery", "DeviceListPaginationQuery",
    ]);
  });
});

test("the keyboard is enough", async () => {
  await visit(async (devices, page) => {
    const tabTo = async (text) => {
      for (let i = 0; !(await devices.focused()).startsWith(text); i++) {
        assert.ok(i < 60, `${text} is not reached`);
        await page.keyboard.press("Tab");
      }
    };
    await devices.sees("7 customers");
    await tabTo("INPUT");
    await page.keyboard.type("wing");
    await devices.sees("1 customer whose name begins with “wing”");
    await tabTo("Wingtip Toys");
    await page.keyboard.press("Enter");
    await devices.sees("3 batches");
    assert.equal(await devices.focused(), "Wingtip Toys", "the focus goes to the heading of what was opened");
    await tabTo("Large rollout");
    await page.keyboard.press("Enter");
    await devices.sees("100 of 1,050 devices loaded.");
    assert.equal(await devices.focused(), "Large rollout");
    await tabTo("INPUT");
    await page.keyboard.type("xz");
    await devices.sees("1 found in the 100 loaded.");
    await tabTo("Load 100 more");
    for (const loaded of ["200", "300", "400", "500", "600", "700", "800", "900", "1,000", "1,050"]) {
      await page.keyboard.press("Enter");
      await devices.sees(`in the ${loaded} loaded.`);
    }
    assert.equal(await devices.focused(), "DIV", "the focus stays where the button was");
    await page.keyboard.press("Shift+Tab");
    assert.equal(await devices.focused(), "INPUT");
  });
});

test("a token is sent to the API, and kept nowhere", async () => {
  await visit(async (devices, page) => {
    await page.getByText("Connection").click();
    await page.getByLabel("Bearer token").fill("of-a-test");
    const [asked] = await Promise.all([
      page.waitForRequest((request) => request.url() === settings.api.href && request.method() === "POST"),
      page.keyboard.press("Enter"),
    ]);
    assert.equal(asked.headers().authorization, "Bearer of-a-test");
    await devices.sees("A token is in use.");
    await devices.sees("7 customers");
    const kept = await page.evaluate(() => JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.doesNotMatch(kept, /of-a-test/);
    assert.deepEqual(await devices.barriers(), []);
  });
});

test("a page can be opened at a batch", async () => {
  let batch;
  await visit(async (devices, page) => {
    await devices.openCustomer("Wingtip Toys");
    await devices.openBatch("testbatch");
    batch = new URL(page.url()).searchParams.get("batch");
  });
  await visit(async (devices, page) => {
    await devices.sees("All 2 devices loaded.");
    await devices.pane("Wingtip Toys").waitFor();
    await page.waitForFunction(() => document.title === "testbatch: devices");
  }, { query: { customer: wingtip, batch } });
});

for (const colorScheme of ["light", "dark"]) {
  test(`it is accessible, and follows the system's ${colorScheme} theme`, async () => {
    await visit(async (devices, page) => {
      await devices.sees("7 customers");
      assert.deepEqual(await devices.barriers(), []);
      await devices.openCustomer("Wingtip Toys");
      await devices.openBatch("Large rollout");
      await devices.sees("100 of 1,050 devices loaded.");
      assert.deepEqual(await devices.barriers(), []);
      const brightness = await page.evaluate(() => {
        const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
        return (red + green + blue) / 3;
      });
      assert.equal(brightness > 128 ? "light" : "dark", colorScheme);
      await devices.screenshot(colorScheme);
    }, { colorScheme });
  });
}

test("a page of 320 pixels shows one thing at a time, and nothing beyond its edge", async () => {
  await visit(async (devices, page) => {
    const fits = async () => {
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      assert.deepEqual(await devices.barriers(), []);
    };
    await devices.sees("7 customers");
    await fits();
    await devices.screenshot("narrow-customers");
    await devices.openCustomer("Wingtip Toys");
    await fits();
    assert.equal(await devices.pane("Customers").count(), 0);
    await devices.screenshot("narrow-batches");
    await devices.openBatch("Large rollout");
    await devices.sees("100 of 1,050 devices loaded.");
    await fits();
    await devices.screenshot("narrow-devices");
    await devices.scrollUntil("All 1,050 devices loaded.");
    await page.getByRole("link", { name: "Batches" }).click();
    await devices.sees("3 batches");
    assert.equal(await devices.focused(), "Wingtip Toys");
    await page.getByRole("link", { name: "Customers" }).click();
    await devices.pane("Customers").waitFor();
  }, { viewport: { width: 320, height: 640 } });
});

test("forty batches, one request", async () => {
  await visit(async (devices) => {
    await devices.sees("40 batches");
    const lists = devices.answers.filter(({ operationName }) => operationName === "BatchListQuery");
    assert.equal(lists.length, 1);
    assert.equal(cost(lists), 41);
    await devices.card("Branch 40").getByText("Begins with").waitFor();
  }, { query: { customer: contoso } });
});
