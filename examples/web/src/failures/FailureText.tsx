import { type Failure, sentenceOf } from "../api/failure";

/** Says what went wrong, at once also to a screen reader, and what support will ask for. */
export function FailureText({ failure }: { failure: Failure }) {
  return (
    <div role="alert" className="failure">
      <p>{sentenceOf(failure)}</p>
      <p className="small">
        {failure.code}
        {failure.requestId && (
          <>
            {" "}
            · request <code>{failure.requestId}</code>
          </>
        )}
      </p>
    </div>
  );
}
