import { Suspense, useTransition } from "react";

import { Retryable } from "../failures/Retryable";
import { useReload } from "../failures/useReload";
import { Pane } from "../Pane";
import { Waiting } from "../Waiting";
import { BatchList } from "./BatchList";
import { CustomerName } from "./CustomerName";

interface Props {
  readonly customer: string;
  readonly selected: string | undefined;
}

/** The batches of a customer, to open one. */
export function BatchPane({ customer, selected }: Props) {
  const { options, reload } = useReload();
  const [isReloading, startReloading] = useTransition();
  const current = selected === undefined;
  return (
    <Pane
      current={current}
      back={{ to: {}, label: "Customers" }}
      title={
        <Suspense fallback="…">
          <CustomerName customer={customer} titled={current} />
        </Suspense>
      }
      actions={
        <button
          type="button"
          className="quiet"
          aria-disabled={isReloading}
          onClick={isReloading ? undefined : () => startReloading(reload)}
        >
          {isReloading ? "Refreshing…" : "Refresh"}
        </button>
      }
    >
      <Retryable subject={customer} onRetry={reload} waiting={<Waiting what="batches" />}>
        <BatchList customer={customer} selected={selected} options={options} />
      </Retryable>
    </Pane>
  );
}
