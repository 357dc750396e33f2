import { type RefObject, useEffect, useEffectEvent, useRef } from "react";

/** Calls back whenever the element is in view, or about to be, and whenever it still is after `active` was false. */
export function useInView<T extends Element>(active: boolean, onView: () => void): RefObject<T | null> {
  const element = useRef<T>(null);
  const view = useEffectEvent(onView);
  useEffect(() => {
    if (!active || !element.current) {
      return undefined;
    }
    // An observer reports only changes, but a new one begins with a report.
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && view(), {
      rootMargin: "400px 0px",
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [active]);
  return element;
}
