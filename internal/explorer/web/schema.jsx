import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect, useRef } from "react";

import { useAnswer } from "./answer.js";

// Where callers need a token, the schema was asked for before one could be typed. An answer says that the token is
// good: then the documentation is fetched as well, without a hunt for the button.
export function SchemaWithToken() {
  const refused = useGraphiQL((state) => state.fetchError?.includes("UNAUTHENTICATED") ?? false);
  const answer = useAnswer();
  const { introspect } = useGraphiQLActions();
  const tried = useRef(null);
  useEffect(() => {
    // Once for each answer: a token that has expired since then is refused again.
    if (refused && answer?.data && tried.current !== answer) {
      tried.current = answer;
      introspect();
    }
  }, [refused, answer, introspect]);
  return null;
}
