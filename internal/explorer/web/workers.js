// The editor checks queries and variables in workers. Each is a file beside this script; an address made from
// the script's own works wherever the Playground is mounted.

const files = { graphql: "graphql.worker.js", json: "json.worker.js" };

globalThis.MonacoEnvironment = {
  getWorker(_id, label) {
    return new Worker(new URL(files[label] ?? "editor.worker.js", import.meta.url));
  },
};
