import { useRef, useState, useTransition } from "react";
import { graphql, useRefetchableFragment } from "react-relay";

import { failureOfField } from "../api/failure";
import { FailureNotice } from "../failures/FailureNotice";
import type { BatchPreview_batch$key } from "./__generated__/BatchPreview_batch.graphql";
import type { BatchPreviewRefetchQuery } from "./__generated__/BatchPreviewRefetchQuery.graphql";

/**
 * The first serial numbers of a batch. When they cannot be had, only this batch says so, and asks for them alone
 * when it is told to.
 */
export function BatchPreview({ batch }: { batch: BatchPreview_batch$key }) {
  const [{ preview }, refetch] = useRefetchableFragment<BatchPreviewRefetchQuery, BatchPreview_batch$key>(
    graphql`
      fragment BatchPreview_batch on DeviceBatch @refetchable(queryName: "BatchPreviewRefetchQuery") {
        preview: devices(first: 3) @catch {
          nodes {
            serialNumber
          }
        }
      }
    `,
    batch,
  );
  const [attempts, setAttempts] = useState(0);
  const [isRetrying, startRetrying] = useTransition();
  const place = useRef<HTMLDivElement>(null);

  function retry() {
    // The button is about to go, and must not take the focus with it.
    place.current?.focus();
    startRetrying(() => {
      setAttempts(attempts + 1);
      refetch({}, { fetchPolicy: "network-only" });
    });
  }
  return (
    <div className="preview" ref={place} tabIndex={-1} aria-busy={isRetrying}>
      {preview.ok ? (
        <p className="small">{beginning(preview.value?.nodes ?? [])}</p>
      ) : (
        <FailureNotice key={attempts} failure={failureOfField(preview.errors[0])} onRetry={retry} />
      )}
    </div>
  );
}

function beginning(devices: readonly { readonly serialNumber: string | null | undefined }[]): string {
  const serials = devices.map(({ serialNumber }) => serialNumber ?? "one without a serial number");
  return serials.length > 0 ? `Begins with ${serials.join(", ")}` : "No devices";
}
