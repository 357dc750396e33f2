import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

// Collects the licence of every package that went into the bundle: they ask to be handed on with it.
export async function licences(root, metafiles) {
  const folders = new Set();
  for (const { inputs } of metafiles) {
    for (const input of Object.keys(inputs)) {
      const folder = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1];
      if (folder) {
        folders.add(folder);
      }
    }
  }
  const texts = [];
  for (const folder of [...folders].sort()) {
    texts.push(await licenceOf(join(root, folder)));
  }
  return `The Playground contains these packages.\n\n${texts.join("\n")}`;
}

async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const texts = [];
  for (const file of (await readdir(folder)).sort()) {
    if (/^(licen[cs]e|copying|notice)/i.test(file)) {
      texts.push(await readFile(join(folder, file), "utf8"));
    }
  }
  return `==== ${name} ${version} (${license})\n\n${texts.join("\n").trim()}\n`;
}
