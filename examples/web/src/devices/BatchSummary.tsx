import { graphql, useLazyLoadQuery } from "react-relay";

import { BatchFacts } from "../batches/BatchFacts";
import type { BatchSummaryQuery } from "./__generated__/BatchSummaryQuery.graphql";

/** How a batch stands. The list of batches has usually fetched it; only a page that was opened at this batch asks. */
export function BatchSummary({ batch }: { batch: string }) {
  const { node } = useLazyLoadQuery<BatchSummaryQuery>(batchSummaryQuery, { batch });
  return node.ok && node.value?.facts ? <BatchFacts batch={node.value.facts} /> : null;
}

/** How many devices Partner Center counts in a batch, as soon as somebody else has fetched it. */
export function useDevicesCount(batch: string): number | null {
  const { node } = useLazyLoadQuery<BatchSummaryQuery>(batchSummaryQuery, { batch }, { fetchPolicy: "store-only" });
  return (node.ok && node.value?.devicesCount) || null;
}

const batchSummaryQuery = graphql`
  query BatchSummaryQuery($batch: ID!) {
    node(id: $batch) @catch {
      ... on DeviceBatch {
        devicesCount
        ...BatchFacts_batch @alias(as: "facts")
      }
    }
  }
`;
