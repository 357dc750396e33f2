import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

import { binary } from "./settings.mjs";

// What the program prints.
export async function print(...args) {
  return (await promisify(execFile)(binary, args)).stdout;
}

// The program, running on ports of its own choice.
export class Program {
  #output = "";

  constructor(command, ...settings) {
    const env = { ...process.env, PCGRAPH_UPSTREAM_TOKEN: "any" }; // which has no flag
    this.process = spawn(binary, [command, "--addr=127.0.0.1:0", ...settings], { env });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => (this.#output += text));
    }
  }

  // Waits until the pattern is printed, and returns what is in its parentheses.
  async find(pattern) {
    for (let waited = 0; waited < 30_000; waited += 50) {
      const found = this.#output.match(pattern);
      if (found) {
        return found[1];
      }
      if (this.process.exitCode !== null) {
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${pattern} was not printed:\n${this.#output}`);
  }

  // Ends the program, which has to end well.
  async stop() {
    const ended = once(this.process, "exit");
    this.process.kill();
    const [code] = await ended;
    if (code !== 0) {
      throw new Error(`exit code ${code}:\n${this.#output}`);
    }
  }
}
