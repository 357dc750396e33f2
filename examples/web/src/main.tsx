import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { ApiError } from "./api/failure";
import { App } from "./App";
import "./style/base.css";
import "./style/controls.css";
import "./style/page.css";
import "./style/lists.css";
import "./style/devices.css";
import "./style/failures.css";

const root = createRoot(document.getElementById("root")!, {
  // What the API failed with is on the page; only this page's own mistakes are news to the console.
  onCaughtError(error) {
    if (!(error instanceof ApiError)) {
      console.error(error);
    }
  },
});
root.render(
  <StrictMode>
    <App />
  </StrictMode>,
);
