// How to work GraphiQL.
export class FullPage {
  constructor(page) {
    this.page = page;
  }

  // Loaded means that the editor stands and the schema is there: only then is a field's name known.
  async ready() {
    await this.page.locator(".graphiql-query-editor .view-line").first().waitFor();
    await this.page.locator(".graphiql-editor-tool .view-line").first().waitFor();
    await this.page.getByRole("button", { name: "Re-fetch GraphQL schema" }).locator("svg:not(.graphiql-spin)").waitFor();
  }

  async panel(title) {
    const button = this.page.getByRole("button", { name: `Show ${title}` });
    if (await button.count()) {
      await button.click();
    }
    return this.page.locator(".graphiql-plugin");
  }

  async exampleTitles() {
    const panel = await this.panel("Examples");
    return panel.locator("strong").allTextContents();
  }

  async openExample(title) {
    const panel = await this.panel("Examples");
    await panel.getByRole("button", { name: title }).click();
  }

  // A tab is called like its operation.
  async openTab(operation) {
    await this.page.getByRole("tablist").getByRole("button", { name: operation }).click();
  }

  tabTitles() {
    return this.page.getByRole("tablist").getByRole("tab").allTextContents();
  }

  query() {
    return this.editor("Operation Editor");
  }

  async headers() {
    await this.page.getByRole("button", { name: "Headers", exact: true }).click();
    return this.editor("Headers");
  }

  async typeQuery(text) {
    await this.type(this.page.locator(".graphiql-query-editor .view-lines"), text);
  }

  async typeVariables(text) {
    await this.typeTool("Variables", text);
  }

  async typeHeaders(text) {
    await this.typeTool("Headers", text);
  }

  async typeTool(name, text) {
    await this.page.getByRole("button", { name, exact: true }).click();
    await this.type(this.page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines"), text);
  }

  async type(editor, text) {
    await editor.click();
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.insertText(text);
    // The editor may have closed a quote or a bracket of its own.
    await this.page.keyboard.press("Control+Shift+End");
    await this.page.keyboard.press("Delete");
  }

  // The editor draws only the lines in sight, with no-break spaces.
  async editor(label) {
    const lines = this.page.getByRole("region", { name: label }).locator(".graphiql-editor:not(.hidden) .view-lines");
    return (await lines.innerText()).replaceAll("\u00a0", " ");
  }

  // The button also puts the link into the address bar.
  async permalink() {
    await this.page.getByRole("button", { name: "Copy a link" }).click();
    await this.page.waitForURL(/#query=/);
    return this.page.url();
  }

  runButton() {
    return this.page.getByRole("button", { name: "Execute query" });
  }

  async run() {
    await this.runButton().click();
  }

  async runByKey() {
    await this.page.locator(".graphiql-query-editor .view-lines").click();
    await this.page.keyboard.press("Control+Enter");
  }

  result() {
    return this.page.locator(".result-window .view-lines");
  }

  // The editor draws only the lines in sight: this brings the last ones there.
  async scrollToEnd() {
    await this.page.locator(".result-window").focus();
    await this.page.keyboard.press("Enter");
    await this.page.keyboard.press("Control+End");
  }

  status() {
    return this.page.locator(".playground-status").getByRole("status");
  }

  nextPage() {
    return this.page.getByRole("button", { name: "Next page", exact: true });
  }
}
