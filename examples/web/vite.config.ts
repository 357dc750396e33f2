import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import relay from "vite-plugin-relay";

const host = "127.0.0.1";

export default defineConfig({
  plugins: [relay, react()],
  // The page keeps its state in the query string, so it can be served under any path.
  base: "./",
  // Fixed ports: the API has to be told the page's origin.
  server: { host, port: 5173, strictPort: true },
  // React and Relay are most of the page, and nothing of it can do without them.
  build: { chunkSizeWarningLimit: 600 },
  preview: { host, port: 4173, strictPort: true },
});
