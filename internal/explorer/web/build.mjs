// Bundles the Playground into ../dist as .gz files. The same lock file gives the same bytes.

import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

import { licences } from "./licences.mjs";

const here = import.meta.dirname;
const dist = join(here, "..", "dist");
const { resolve } = createRequire(import.meta.url);

const settings = {
  absWorkingDir: here,
  outdir: dist,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  target: ["chrome115", "firefox115", "safari17"],
  define: { "process.env.NODE_ENV": '"production"' },
  // Every licence is given in full in licences.txt.
  legalComments: "none",
  logLevel: "warning",
};

const page = await build({
  ...settings,
  entryPoints: { main: "main.jsx" },
  format: "esm",
  jsx: "automatic",
  assetNames: "[name]",
  loader: { ".ttf": "file" },
});
const workers = await build({
  ...settings,
  entryPoints: {
    "editor.worker": resolve("monaco-editor/esm/vs/editor/editor.worker.js"),
    "graphql.worker": resolve("monaco-graphql/esm/graphql.worker.js"),
    "json.worker": resolve("monaco-editor/esm/vs/language/json/json.worker.js"),
  },
  format: "iife",
});

const files = new Map([...workers.outputFiles, ...page.outputFiles].map((file) => [basename(file.path), file.contents]));
files.set("licences.txt", await licences(here, [page.metafile, workers.metafile]));

await mkdir(dist, { recursive: true });
for (const old of await readdir(dist)) {
  if (old.endsWith(".gz")) {
    await rm(join(dist, old));
  }
}
// main.js comes last: the server takes its presence for a complete bundle.
const main = files.get("main.js");
files.delete("main.js");
let total = 0;
for (const [name, content] of [...files, ["main.js", main]]) {
  const compressed = gzipSync(content, { level: 9 });
  await writeFile(join(dist, `${name}.gz`), compressed);
  total += compressed.length;
  console.log(`${name}.gz`.padEnd(24), `${Math.ceil(compressed.length / 1024)} KiB`.padStart(10));
}
console.log("in all".padEnd(24), `${Math.ceil(total / 1024)} KiB`.padStart(10));
