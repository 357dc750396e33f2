import { useDeferredValue, useId, useState } from "react";

import { Retryable } from "../failures/Retryable";
import { useReload } from "../failures/useReload";
import { Pane } from "../Pane";
import { Waiting } from "../Waiting";
import { CustomerList } from "./CustomerList";
import { useDebounced } from "./useDebounced";

const longestName = 256; // what the API takes

/** The partner's customers, to pick one from. */
export function CustomerPane({ selected, current }: { selected: string | undefined; current: boolean }) {
  const [typed, setTyped] = useState("");
  const name = useDebounced(typed.trim(), 250);
  // The list of the name before stays until the new one is there.
  const shown = useDeferredValue(name);
  const { options, reload } = useReload();
  const id = useId();
  return (
    <Pane title="Customers" current={current}>
      <search className="field">
        <label htmlFor={id}>Company name begins with</label>
        <input
          id={id}
          type="search"
          value={typed}
          maxLength={longestName}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
      </search>
      <Retryable subject={shown} onRetry={reload} waiting={<Waiting what="customers" lines={6} />}>
        <div aria-busy={typed.trim() !== shown}>
          <CustomerList name={shown} selected={selected} options={options} onReload={reload} />
        </div>
      </Retryable>
    </Pane>
  );
}
