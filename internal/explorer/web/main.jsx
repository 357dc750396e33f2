// The full Playground: GraphiQL with its documentation panel, the query builder and the saved examples.

import "./workers.js";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./theme.css";

import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createRoot } from "react-dom/client";

import { loadExamples } from "../client/examples.js";
import { settings } from "../client/settings.js";
import { examplesPlugin } from "./examples.jsx";
import { fetcher } from "./fetcher.js";
import { CopyPermalink } from "./permalink.jsx";
import { openingState } from "./opening.js";
import { SchemaWithToken } from "./schema.jsx";
import { Status } from "./status.jsx";
import { storage } from "./storage.js";
import { FollowSystemTheme } from "./theme.jsx";
import { WrapLines } from "./wrap.jsx";

const examples = await loadExamples();
const examplesPanel = examplesPlugin(examples);
const plugins = [examplesPanel, explorerPlugin(), HISTORY_PLUGIN];

// The same width as in theme.css. In a narrow window the panel would be all that is in sight, and the tabs hold the
// same examples.
const narrow = window.matchMedia("(max-width: 60rem)").matches;

function Playground() {
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      plugins={plugins}
      visiblePlugin={narrow ? undefined : examplesPanel}
      defaultHeaders={settings.headers}
      defaultEditorToolsVisibility="variables"
      // A token typed into the headers must not outlive the page.
      shouldPersistHeaders={false}
      schemaDescription
      inputValueDeprecation
      {...openingState(examples)}
    >
      <GraphiQL.Logo>
        <a className="playground-logo" href={settings.schema} title="The schema's text (SDL)">pcgraph</a>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => <>{prettify}{merge}{copy}<CopyPermalink /></>}
      </GraphiQL.Toolbar>
      <GraphiQL.Footer><Status /></GraphiQL.Footer>
      <FollowSystemTheme />
      <SchemaWithToken />
      <WrapLines />
    </GraphiQL>
  );
}

createRoot(document.getElementById("playground")).render(<Playground />);
