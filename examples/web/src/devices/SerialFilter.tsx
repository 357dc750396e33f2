import { useId } from "react";

import { counted, number } from "../format";

interface Props {
  readonly typed: string;
  readonly onType: (text: string) => void;
  /** What is filtered by, a moment later than it is typed. */
  readonly wanted: string;
  readonly shown: number;
  readonly loaded: number;
  /** How many there are in all; null when that is not known. */
  readonly total: number | null;
}

/** Filters what is loaded, and says that it is only that. */
export function SerialFilter({ typed, onType, ...counts }: Props) {
  const input = useId();
  const result = useId();
  return (
    <div className="filter">
      <search className="field">
        <label htmlFor={input}>Serial number contains</label>
        <input
          id={input}
          type="search"
          value={typed}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={result}
          onChange={(event) => onType(event.target.value)}
        />
      </search>
      <p id={result} role="status" className="small">
        {sentence(counts)}
      </p>
    </div>
  );
}

function sentence({ wanted, shown, loaded, total }: Omit<Props, "typed" | "onType">): string {
  const complete = loaded === total;
  if (!wanted) {
    if (complete) {
      return total === 0 ? "This batch has no devices." : `All ${counted(loaded, "device")} loaded.`;
    }
    return total === null ? `${counted(loaded, "device")} loaded, and there are more.` : `${number(loaded)} of ${counted(total, "device")} loaded.`;
  }
  const found = `${number(shown)} found in the ${number(loaded)} loaded.`;
  if (complete) {
    return found;
  }
  return `${found} ${total === null ? "Those" : `The ${number(total - loaded)}`} not loaded yet were not searched.`;
}
