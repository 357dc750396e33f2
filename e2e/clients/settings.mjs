import { parseArgs } from "node:util";

// Where the demo's API is, and the simulated Partner Center behind it:
//
//   npm run clients -- http://127.0.0.1:8080/graphql http://127.0.0.1:8090
//
// or PCGRAPH_URL and PCGRAPH_SIMULATOR_URL.
const { positionals } = parseArgs({ allowPositionals: true });

export const settings = {
  api: positionals[0] ?? process.env.PCGRAPH_URL ?? "http://127.0.0.1:8080/graphql",
  simulator: positionals[1] ?? process.env.PCGRAPH_SIMULATOR_URL ?? "http://127.0.0.1:8090",
};
