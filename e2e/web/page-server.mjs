import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

// Serves the built page at an origin of its own, under a policy that lets it load only what is its own, and ask only
// the API.
export async function servePage({ page, built, api }) {
  const policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", `connect-src ${api.origin}`,
    "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
  ].join("; ");
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, page);
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    try {
      const content = await readFile(new URL(name, built));
      response.writeHead(200, { "Content-Type": types[extname(name)], "Content-Security-Policy": policy });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(page.port, page.hostname, resolve);
  });
  return server;
}
