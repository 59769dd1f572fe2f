/** What was built before: steps back and forth; what is typed into one field within a moment is one step. */
import { useRef } from "react";

import type { Data } from "./shown";

type Spec = Data | null;
const ONE_STEP_MS = 1_000;
const MOST_STEPS = 200;

export function useHistory(show: (spec: Spec) => void) {
  const past = useRef<Spec[]>([]);
  const future = useRef<Spec[]>([]);
  const last = useRef({ place: "", at: 0 });
  const move = (from: Spec[], to: Spec[], present: Spec) => {
    if (from.length === 0) return;
    to.push(present);
    last.current.place = "";
    show(from.pop()!);
  };
  return {
    /** Note what was there before a change at a place. */
    note(before: Spec, place: string) {
      const now = Date.now();
      if (place !== last.current.place || now - last.current.at > ONE_STEP_MS) past.current.push(before);
      if (past.current.length > MOST_STEPS) past.current.shift();
      future.current.length = 0;
      last.current = { place, at: now };
    },
    undo: (present: Spec) => move(past.current, future.current, present),
    redo: (present: Spec) => move(future.current, past.current, present),
    get canUndo() {
      return past.current.length > 0;
    },
    get canRedo() {
      return future.current.length > 0;
    },
  };
}
