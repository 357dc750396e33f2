import { graphql, useLazyLoadQuery } from "react-relay";

import type { ReloadOptions } from "../failures/useReload";
import { counted } from "../format";
import type { BatchListQuery } from "./__generated__/BatchListQuery.graphql";
import { BatchCard } from "./BatchCard";

interface Props {
  readonly customer: string;
  readonly selected: string | undefined;
  readonly options: ReloadOptions;
}

/** All batches of a customer. One upstream call for their list, and one for each, all those at once. */
export function BatchList({ customer: id, selected, options }: Props) {
  const { customer } = useLazyLoadQuery<BatchListQuery>(
    graphql`
      query BatchListQuery($customer: ID!) @throwOnFieldError {
        customer(id: $customer) {
          deviceBatches {
            id
            ...BatchCard_batch
          }
        }
      }
    `,
    { customer: id },
    options,
  );
  const batches = customer?.deviceBatches ?? [];
  return (
    <>
      <p role="status" className="small">
        {batches.length === 0 ? "No devices were registered for this customer." : counted(batches.length, "batch", "batches")}
      </p>
      <ul className="links">
        {batches.map((batch) => (
          <li key={batch.id}>
            <BatchCard batch={batch} customer={id} selected={batch.id === selected} />
          </li>
        ))}
      </ul>
    </>
  );
}
