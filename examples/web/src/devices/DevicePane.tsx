import { Suspense } from "react";

import { Retryable } from "../failures/Retryable";
import { useReload } from "../failures/useReload";
import { Pane } from "../Pane";
import { Waiting } from "../Waiting";
import { BatchName } from "./BatchName";
import { BatchSummary } from "./BatchSummary";
import { DeviceList } from "./DeviceList";

/** The devices of a batch. */
export function DevicePane({ customer, batch }: { customer: string; batch: string }) {
  const { options, reload } = useReload();
  return (
    <Pane
      current
      back={{ to: { customer }, label: "Batches" }}
      title={
        <Suspense fallback="…">
          <BatchName batch={batch} />
        </Suspense>
      }
    >
      <Suspense>
        <BatchSummary batch={batch} />
      </Suspense>
      <Retryable subject={batch} onRetry={reload} waiting={<Waiting what="devices" lines={8} />}>
        <DeviceList batch={batch} options={options} onReload={reload} />
      </Retryable>
    </Pane>
  );
}
