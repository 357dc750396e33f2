import { parseArgs } from "node:util";

// Where the demo's API is, and the simulated Partner Center behind it:
//
//   npm run web -- [--origin http://127.0.0.1:4173] http://127.0.0.1:8080/graphql http://127.0.0.1:8090
//
// or PCGRAPH_URL, PCGRAPH_SIMULATOR_URL and PAGE_ORIGIN. The page is served at the origin, which the demo has to allow,
// and may not be shielded from the simulator's faults by pages that were kept:
//
//   pcgraph demo --cors-origins=http://127.0.0.1:4173 --cache-ttl=0
//
// CHROMIUM names another browser.
const { values, positionals } = parseArgs({
  options: { origin: { type: "string", default: process.env.PAGE_ORIGIN ?? "http://127.0.0.1:4173" } },
  allowPositionals: true,
});

export const settings = {
  api: new URL(positionals[0] ?? process.env.PCGRAPH_URL ?? "http://127.0.0.1:8080/graphql"),
  simulator: positionals[1] ?? process.env.PCGRAPH_SIMULATOR_URL ?? "http://127.0.0.1:8090",
  page: new URL(values.origin),
  built: new URL("../../examples/web/dist/", import.meta.url),
  chromium: process.env.CHROMIUM ?? "/usr/bin/chromium",
  screenshots: new URL("../screenshots/", import.meta.url),
};
