import { chromium } from "playwright-core";

import { settings } from "./settings.mjs";

// A headless browser for which no host exists but the server under test.
export function launch() {
  return chromium.launch({
    executablePath: settings.chromium,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${settings.server.hostname}`,
    ],
  });
}

// Opens an address in a fresh profile and writes down whatever a clean page never does: a request to another
// origin, an answer that is an error, a breach of the content security policy, an error on the console.
export async function open(browser, path, { colorScheme = "light", viewport = { width: 1400, height: 860 } } = {}) {
  const context = await browser.newContext({ colorScheme, viewport });
  const complaints = [];
  await context.exposeBinding("reportViolation", (_, violation) => complaints.push(`policy: ${violation}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportViolation(`${event.effectiveDirective} refused ${event.blockedURI || "inline"}`);
    });
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== settings.server.origin) {
      complaints.push(`request to another origin: ${url.href.slice(0, 200)}`);
    }
  });
  context.on("response", (response) => {
    if (response.status() >= 400) {
      complaints.push(`${response.status()} for ${response.url()}`);
    }
  });
  context.on("console", (message) => {
    if (message.type() === "error") {
      complaints.push(`console: ${message.text()}`);
    }
  });
  context.on("weberror", (error) => complaints.push(`uncaught: ${error.error()}`));
  const page = await context.newPage();
  await page.goto(new URL(path, settings.server).href);
  return { page, context, complaints };
}
