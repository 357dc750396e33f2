import { chromium } from "playwright-core";

import { settings } from "./settings.mjs";

// A headless browser for which no hosts exist but the page's and the API's.
export function launch() {
  return chromium.launch({
    executablePath: settings.chromium,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${settings.page.hostname}, EXCLUDE ${settings.api.hostname}`,
    ],
  });
}

// Opens the page in a fresh profile and writes down whatever a clean page never does: a request to anywhere else, an
// answer that is an error, a breach of the content security policy, an error or a warning on the console.
export async function open(browser, query = {}, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const complaints = [];
  await context.exposeBinding("reportViolation", (_, violation) => complaints.push(`policy: ${violation}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportViolation(`${event.effectiveDirective} refused ${event.blockedURI || "inline"}`);
    });
  });
  const known = [settings.page.origin, settings.api.origin];
  context.on("request", (request) => {
    if (!known.includes(new URL(request.url()).origin)) {
      complaints.push(`request to ${request.url().slice(0, 200)}`);
    }
  });
  context.on("response", (response) => {
    if (response.status() >= 400) {
      complaints.push(`${response.status()} for ${response.url()}`);
    }
  });
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      complaints.push(`console: ${message.text()}`);
    }
  });
  context.on("weberror", (error) => complaints.push(`uncaught: ${error.error()}`));
  const page = await context.newPage();
  await page.goto(`${settings.page.origin}/?${new URLSearchParams({ api: settings.api.href, ...query })}`);
  return { page, context, complaints };
}
