/** Where the focus goes when what has it is taken away. */
import { type RefObject, useEffect, useRef } from "react";

/** Keeps the focus in a section from when it is told to, until it is elsewhere: the next key would reach the notebook. */
export function useHeldFocus(section: RefObject<HTMLElement | null>): () => void {
  const held = useRef(false);
  const isInside = () => section.current?.contains(document.activeElement) ?? false;
  useEffect(() => {
    if (held.current && document.activeElement === document.body) section.current?.focus({ preventScroll: true });
    held.current = held.current && isInside();
  });
  return () => {
    held.current = isInside();
  };
}
