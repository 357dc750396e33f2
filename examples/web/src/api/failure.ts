import type { PayloadError } from "relay-runtime";

import { counted } from "../format";

/** Why something could not be had. */
export interface Failure {
  /** The API's `extensions.code`, or `UNREACHABLE` when no GraphQL answer came at all. */
  readonly code: string;
  /** How long Partner Center wants to be left alone. */
  readonly retryAfterSeconds?: number;
  /** What the API's operator, or Microsoft's support, finds the request by. */
  readonly requestId?: string;
}

/** A failure on its way through `throw`. */
export class ApiError extends Error {
  constructor(readonly failure: Failure) {
    super(sentenceOf(failure));
    this.name = "ApiError";
  }
}

/** The failure of whatever was thrown. */
export function failureOf(thrown: unknown): Failure {
  return thrown instanceof ApiError ? thrown.failure : { code: "PAGE" };
}

/**
 * The failure that a GraphQL error tells. Relay hands errors of fields on as `unknown` and without their message,
 * so only `extensions` can be counted on, and that not blindly.
 */
export function failureOfField(error: unknown): Failure {
  const { extensions } = error as PayloadError & { extensions?: Extensions };
  const requestId = extensions?.upstream?.requestId ?? extensions?.requestId;
  return {
    code: extensions?.code ?? "INTERNAL",
    ...(extensions?.retryAfterSeconds && { retryAfterSeconds: extensions.retryAfterSeconds }),
    ...(requestId && { requestId }),
  };
}

interface Extensions {
  code?: string;
  retryAfterSeconds?: number;
  requestId?: string;
  upstream?: { requestId?: string };
}

/** Whether a list can only be started again, because the place where it goes on is lost. */
export function losesPlace({ code }: Failure): boolean {
  return code.startsWith("CURSOR_");
}

const sentences: Record<string, string> = {
  UNREACHABLE: "The API cannot be reached, or does not let this page ask.",
  PAGE: "This page has made a mistake.",
  UNAUTHENTICATED: "The API does not know who you are. A bearer token can be entered under “Connection”.",
  FORBIDDEN: "You may not see this, or Partner Center does not show it to this partner.",
  NOT_FOUND: "Partner Center does not know this.",
  CURSOR_INVALID: "The place where this list goes on is not known any more.",
  CURSOR_SCOPE_MISMATCH: "The place where this list goes on belongs to another list.",
  CURSOR_EXPIRED: "Partner Center has forgotten the place where this list goes on.",
  UPSTREAM_AUTH: "Partner Center does not accept the API’s own credential. Only its operator can mend that.",
  UPSTREAM_THROTTLED: "Partner Center is asked too much at the moment, and wants a pause.",
  UPSTREAM_UNAVAILABLE: "Partner Center failed, or could not be reached.",
  UPSTREAM_TIMEOUT: "Partner Center did not answer in time.",
  UPSTREAM_BAD_RESPONSE: "Partner Center sent something that cannot be understood.",
  UPSTREAM_BUDGET_EXCEEDED: "This is more than can be asked of Partner Center at once.",
  QUERY_TOO_COMPLEX: "This is more than the API answers at once.",
  INTERNAL: "The API has made a mistake.",
};

/** The failure in plain words. */
export function sentenceOf({ code, retryAfterSeconds }: Failure): string {
  if (retryAfterSeconds) {
    return `Partner Center is asked too much at the moment, and wants a pause of ${counted(retryAfterSeconds, "second")}.`;
  }
  return sentences[code] ?? "The API does not answer this question.";
}
