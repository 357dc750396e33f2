import { getOperationAST, parse } from "graphql";

import { send } from "../client/send.js";

// What GraphiQL calls to run an operation. It returns an observable and not a promise because only that can be
// stopped: the stop button then ends the request, and with it the calls to Partner Center.
export function fetcher(request, { headers } = {}) {
  return {
    subscribe(observer) {
      const controller = new AbortController();
      send(withOwnName(request), { headers, signal: controller.signal }).then(
        (answer) => {
          observer.next(answer);
          observer.complete();
        },
        (error) => {
          if (!controller.signal.aborted) {
            observer.error(error);
          }
        },
      );
      return { unsubscribe: () => controller.abort() };
    },
  };
}

// GraphiQL reads the operation's name from the text a moment after the text has changed. Run at once after a
// change of tabs, it still names the operation of the other tab.
function withOwnName(request) {
  try {
    const known = getOperationAST(parse(request.query), request.operationName);
    return known ? request : { ...request, operationName: undefined };
  } catch {
    return request; // No GraphQL: the server says best what is wrong.
  }
}
