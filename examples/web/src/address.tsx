import { type ComponentProps, type MouseEvent, useSyncExternalStore } from "react";

/** What the page shows. It is kept in the page's address, so that it can be bookmarked and gone back to. */
export interface Address {
  readonly customer?: string | undefined;
  /** The batch's global `id`. */
  readonly batch?: string | undefined;
}

const changed = "pcgraph:address";
let moved = false;

/** Whether the reader has come to what is shown by a link of this page, whose focus then has to follow. */
export function hasMoved(): boolean {
  return moved;
}

export function useAddress(): Address {
  const query = new URLSearchParams(useSyncExternalStore(subscribe, () => location.search));
  return { customer: query.get("customer") ?? undefined, batch: query.get("batch") ?? undefined };
}

function subscribe(listener: () => void) {
  addEventListener("popstate", listener);
  addEventListener(changed, listener);
  return () => {
    removeEventListener("popstate", listener);
    removeEventListener(changed, listener);
  };
}

/** A link to another address within this page. */
export function Link({ to, ...props }: { to: Address } & Omit<ComponentProps<"a">, "href" | "onClick">) {
  const query = new URLSearchParams(location.search);
  query.delete("customer");
  query.delete("batch");
  for (const [name, value] of Object.entries(to)) {
    query.set(name, value);
  }
  const href = `?${query}`;

  function follow(event: MouseEvent) {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return; // The browser opens a tab or a window, or saves the link.
    }
    event.preventDefault();
    moved = true;
    history.pushState(null, "", href);
    dispatchEvent(new Event(changed));
    scrollTo(0, 0);
  }
  return <a {...props} href={href} onClick={follow} />;
}
