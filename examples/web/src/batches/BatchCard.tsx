import { graphql, useFragment } from "react-relay";

import { Link } from "../address";
import type { BatchCard_batch$key } from "./__generated__/BatchCard_batch.graphql";
import { BatchFacts } from "./BatchFacts";
import { BatchPreview } from "./BatchPreview";

interface Props {
  readonly batch: BatchCard_batch$key;
  readonly customer: string;
  readonly selected: boolean;
}

/** One batch in the list: what it is called, how it stands, and how it begins. */
export function BatchCard({ batch, customer, selected }: Props) {
  const data = useFragment(
    graphql`
      fragment BatchCard_batch on DeviceBatch {
        id
        batchId
        ...BatchFacts_batch
        ...BatchPreview_batch
      }
    `,
    batch,
  );
  return (
    <>
      <Link to={{ customer, batch: data.id }} aria-current={selected}>
        <strong className="verbatim">{data.batchId}</strong>
        <BatchFacts batch={data} />
      </Link>
      <BatchPreview batch={data} />
    </>
  );
}
