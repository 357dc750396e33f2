import {
  Environment,
  type FetchFunction,
  type GraphQLResponse,
  type GraphQLSingularResponse,
  type MissingFieldHandler,
  Network,
  Observable,
  RecordSource,
  type RelayFieldLogger,
  ROOT_TYPE,
  Store,
  type Variables,
} from "relay-runtime";

import type { Connection } from "./connection";
import { addCost } from "./cost";
import { ApiError, failureOfField } from "./failure";

/**
 * Relay's store and network over one connection. An error of a field stays with its field: the query that marks it
 * with `@catch` gets it as a value, one with `@throwOnFieldError` throws it as an `ApiError`, and all other fields
 * are shown as usual.
 */
export function createEnvironment(connection: Connection): Environment {
  return new Environment({
    network: Network.create(fetchOver(connection)),
    store: new Store(new RecordSource()),
    missingFieldHandlers,
    relayFieldLogger,
  });
}

/** Leaving a query ends its request, and with it the API's calls to Partner Center. */
function fetchOver(connection: Connection): FetchFunction {
  return ({ text, name }, variables) =>
    Observable.create<GraphQLResponse>((sink) => {
      const leaving = new AbortController();
      send(connection, JSON.stringify({ query: text, operationName: name, variables }), leaving.signal)
        .then((answer) => checked(answer, variables))
        .then(
          (answer) => {
            sink.next(answer);
            sink.complete();
          },
          (error: Error) => {
            if (!leaving.signal.aborted) {
              sink.error(error);
            }
          },
        );
      return () => leaving.abort();
    });
}

async function send({ url, token }: Connection, body: string, signal: AbortSignal): Promise<GraphQLSingularResponse> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        Accept: "application/graphql-response+json, application/json;q=0.9",
        "Content-Type": "application/json",
        "PCGraph-Explain": "1",
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      body,
      signal,
    });
    // Whatever the status is, a GraphQL answer says more.
    return await response.json();
  } catch {
    throw new ApiError({ code: "UNREACHABLE" });
  }
}

/** Lets an answer with data through, errors and all, and throws what the whole operation failed with. */
function checked(answer: GraphQLSingularResponse, variables: Variables): GraphQLSingularResponse {
  addCost(answer.extensions);
  const error = "errors" in answer ? answer.errors?.[0] : undefined;
  // A list's next page comes or fails: were it handed on as null with an error, Relay would replace by that null
  // all that is loaded of the list. Every list of this page calls its cursor `after`.
  if (!answer.data || (error && variables["after"])) {
    throw new ApiError(error ? failureOfField(error) : { code: "UNREACHABLE" });
  }
  return answer;
}

/** Throws the failure itself, where Relay's own error would only say that there is one. */
const relayFieldLogger: RelayFieldLogger = (event) => {
  if (event.kind === "relay_field_payload.error" && event.shouldThrow && !event.handled) {
    throw new ApiError(failureOfField(event.error));
  }
};

/** What one query has fetched, another finds by its id without asking. */
const missingFieldHandlers: MissingFieldHandler[] = [
  {
    kind: "linked",
    handle(field, record, { id }) {
      const byId = field.name === "node" || field.name === "customer";
      return byId && record?.getType() === ROOT_TYPE ? id : undefined;
    },
  },
];
