import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import { settings } from "./settings.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// How to work the page.
export class DevicesPage {
  constructor(page) {
    this.page = page;
    this.answers = []; // every answer of the API so far, with the operation it belongs to
    page.on("response", async (response) => {
      if (response.url() === settings.api.href && response.request().method() === "POST") {
        const { operationName, variables } = response.request().postDataJSON();
        const answer = await response.json().catch(() => undefined); // none if the page has just been left
        if (answer) {
          this.answers.push({ operationName, variables, ...answer });
        }
      }
    });
  }

  pane(name) {
    return this.page.getByRole("region", { name });
  }

  async openCustomer(name) {
    await this.pane("Customers").getByRole("link", { name }).click();
    await this.pane(name).getByRole("list").waitFor();
  }

  async openBatch(name) {
    await this.card(name).getByRole("link").click();
    await this.pane(name).waitFor();
  }

  // A batch in the list of a customer's batches.
  card(name) {
    return this.page.getByRole("listitem").filter({ has: this.page.locator("strong", { hasText: name }) });
  }

  rows() {
    return this.page.getByRole("rowheader");
  }

  loadMore() {
    return this.page.getByRole("button", { name: "Load 100 more" });
  }

  filter() {
    return this.page.getByLabel("Serial number contains");
  }

  async sees(text) {
    await this.page.getByText(text).first().waitFor();
  }

  scrollToEnd() {
    return this.page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  }

  async scrollUntil(text) {
    const seen = this.page.getByText(text);
    for (const deadline = Date.now() + 60_000; !(await seen.isVisible()); ) {
      if (Date.now() > deadline) {
        throw new Error(`Scrolling never led to "${text}".`);
      }
      await this.scrollToEnd();
      await this.page.waitForTimeout(20);
    }
  }

  // What an accessibility checker finds wrong with what is shown now.
  async barriers() {
    const { violations } = await this.page.evaluate(`${axe}; axe.run()`);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("  ")}`);
  }

  async screenshot(name) {
    await this.page.screenshot({ path: fileURLToPath(new URL(`web-${name}.png`, settings.screenshots)) });
  }

  // The text of what has the focus, or the kind of element it is when that has none.
  focused() {
    return this.page.evaluate(() => document.activeElement.textContent || document.activeElement.tagName);
  }
}
