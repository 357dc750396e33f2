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

  async typeVariables(text) {
    await this.page.getByLabel("Variables").fill(text);
  }

  async typeHeaders(text) {
    await this.page.getByLabel("Headers").fill(text);
  }

  permalink() {
    return this.page.getByRole("link", { name: "Link to this query" }).getAttribute("href");
  }

  runButton() {
    return this.page.getByRole("button", { name: "Run", exact: true });
  }

  async run() {
    await this.runButton().click();
  }

  async runByKey() {
    await this.page.getByLabel("Query").press("Control+Enter");
  }

  result() {
    return this.page.locator("#result");
  }

  async scrollToEnd() {
    await this.result().focus();
    await this.page.keyboard.press("Control+End");
  }

  status() {
    return this.page.locator("#status");
  }

  nextPage() {
    return this.page.getByRole("button", { name: "Next page", exact: true });
  }
}
