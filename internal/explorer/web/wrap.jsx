import { useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";

// Breaks long lines in all editors, as GraphiQL does in the answer: of a cursor or a token cut off at the editor's edge
// nobody sees whether all of it is there.
export function WrapLines() {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const headerEditor = useGraphiQL((state) => state.headerEditor);
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, headerEditor]) {
      editor?.updateOptions({ wordWrap: "on" });
    }
  }, [queryEditor, variableEditor, headerEditor]);
  return null;
}
