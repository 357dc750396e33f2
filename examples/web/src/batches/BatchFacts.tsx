import { graphql, useFragment } from "react-relay";

import { counted, day } from "../format";
import type { BatchFacts_batch$data, BatchFacts_batch$key } from "./__generated__/BatchFacts_batch.graphql";

type Status = NonNullable<BatchFacts_batch$data["status"]>;

// Relay adds a value for whatever a later schema may say; it reads like UNKNOWN.
const statuses: Record<Status, string> = {
  QUEUED: "Queued",
  PROCESSING: "Processing",
  FINISHED: "Finished",
  FINISHED_WITH_ERRORS: "Finished with errors",
  UNKNOWN: "Another status",
  "%future added value": "Another status",
};

/** How far the registration of a batch is, how many devices it has, and since when. */
export function BatchFacts({ batch }: { batch: BatchFacts_batch$key }) {
  const { status, devicesCount, creationDate } = useFragment(
    graphql`
      fragment BatchFacts_batch on DeviceBatch {
        status
        devicesCount
        creationDate
      }
    `,
    batch,
  );
  return (
    <span className="facts small">
      <span className="status" data-status={status ?? "none"}>
        {status ? (statuses[status] ?? statuses.UNKNOWN) : "No status"}
      </span>
      {devicesCount != null && <span>{counted(devicesCount, "device")}</span>}
      {creationDate && <time dateTime={creationDate}>{day(creationDate)}</time>}
    </span>
  );
}
