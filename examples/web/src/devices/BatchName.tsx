import { graphql, useLazyLoadQuery } from "react-relay";

import type { BatchNameQuery } from "./__generated__/BatchNameQuery.graphql";

/** What a batch is called. That is part of its `id`, so nothing has to be asked of Partner Center. */
export function BatchName({ batch }: { batch: string }) {
  const { node } = useLazyLoadQuery<BatchNameQuery>(
    graphql`
      query BatchNameQuery($batch: ID!) {
        node(id: $batch) @catch {
          ... on DeviceBatch {
            batchId
          }
        }
      }
    `,
    { batch },
  );
  const name = (node.ok && node.value?.batchId) || "Devices";
  return (
    <>
      <title>{`${name}: devices`}</title>
      <span className="verbatim">{name}</span>
    </>
  );
}
