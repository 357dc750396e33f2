import { parseArgs } from "node:util";

// Where the server is and which of the two pages it is expected to serve:
//
//   npm run playground -- [--fallback] [http://127.0.0.1:8080]
//
// or, for `node --test`, which passes no arguments on, PCGRAPH_URL and PLAYGROUND=fallback.
// CHROMIUM names another browser.
const { values, positionals } = parseArgs({
  options: { fallback: { type: "boolean", default: process.env.PLAYGROUND === "fallback" } },
  allowPositionals: true,
});

export const settings = {
  server: new URL(positionals[0] ?? process.env.PCGRAPH_URL ?? "http://127.0.0.1:8080"),
  page: values.fallback ? "fallback" : "full",
  chromium: process.env.CHROMIUM ?? "/usr/bin/chromium",
  screenshots: new URL("../screenshots/", import.meta.url),
};
