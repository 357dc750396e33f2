// How to work the small page.
export class FallbackPage {
  constructor(page) {
    this.page = page;
  }

  async ready() {
    await this.page.getByRole("navigation", { name: "Examples" }).getByRole("button").first().waitFor();
  }

  exampleTitles() {
    return this.page.locator("#examples strong").allTextContents();
  }

  async openExample(title) {
    await this.page.locator("#examples button", { hasText: title }).click();
  }

  query() {
    return this.page.getByLabel("Query").inputValue();
  }

  headers() {
    return this.page.getByLabel("Headers").inputValue();
  }

  async typeHeaders(text) {
    await this.page.getByLabel("Headers").fill(text);
  }

  permalink() {
    return this.page.getByRole("link", { name: "Link to this query" }).getAttribute("href");
  }

  async run() {
    await this.page.getByRole("button", { name: "Run", exact: true }).click();
  }

  async runByKey() {
    await this.page.getByLabel("Query").press("Control+Enter");
  }

  result() {
    return this.page.locator("#result");
  }

  cost() {
    return this.page.locator("#status");
  }
}
