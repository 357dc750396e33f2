import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect } from "react";

import { useAnswer } from "./answer.js";

// Where callers need a token, the schema was asked for before one could be typed. An answer says that the token is
// good: then the documentation is fetched as well, without a hunt for the button.
export function SchemaWithToken() {
  const refused = useGraphiQL((state) => state.fetchError?.includes("UNAUTHENTICATED") ?? false);
  const answered = Boolean(useAnswer()?.data);
  const { introspect } = useGraphiQLActions();
  useEffect(() => {
    if (refused && answered) {
      introspect();
    }
  }, [refused, answered, introspect]);
  return null;
}
