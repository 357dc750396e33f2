import { ToolbarButton, useGraphiQL } from "@graphiql/react";
import { useState } from "react";

import { permalinkTo } from "../client/permalink.js";

const label = "Copy a link to this query";

// A button beside the editor. The link also goes into the address bar: a browser lends the clipboard only to
// pages on HTTPS or on this machine.
export function CopyPermalink() {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const [copied, setCopied] = useState(false);

  async function copy() {
    const link = permalinkTo({ query: queryEditor?.getValue() ?? "", variables: variableEditor?.getValue() });
    window.history.replaceState(null, "", link);
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  }

  return (
    <ToolbarButton onClick={copy} onBlur={() => setCopied(false)} label={copied ? "Copied" : label}>
      <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" aria-hidden="true">
        <path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.6l-1.6 1.6" />
        <path d="M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.6l1.6-1.6" />
      </svg>
    </ToolbarButton>
  );
}
