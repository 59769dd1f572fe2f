/**
 * What was built before: steps back and forth; what is typed into one field within a moment is one step. They travel with
 * the next question and are kept in the workspace, so that they are there when the cell is run again.
 */
import { useRef } from "react";

import { useModel } from "./model";

const ONE_STEP_MS = 1_000;
const MOST_STEPS = 50;
const MOST_CHARACTERS = 1_000_000;

/** Earlier questions as JSON, the nearest last: to go back to, and to go forth to again. */
interface Steps {
  past: string[];
  future: string[];
}

/** The newest steps that may be kept: they are sent with every change. */
function newest(steps: string[]): string[] {
  const some = steps.slice(-MOST_STEPS);
  return some.filter((_, place) => some.slice(place).reduce((sum, step) => sum + step.length, 0) <= MOST_CHARACTERS);
}

export function useHistory<Question>(show: (question: Question) => void) {
  const model = useModel();
  const last = useRef({ place: "", at: 0 });
  const steps = () => model.get("steps") as Steps;
  const keep = (past: string[], future: string[]) => model.set("steps", { past: newest(past), future: newest(future) });
  const move = (from: string[], to: string[], present: Question, kept: (from: string[], to: string[]) => void) => {
    const next = from.at(-1);
    if (next === undefined) return;
    last.current.place = "";
    kept(from.slice(0, -1), [...to, JSON.stringify(present)]);
    show(JSON.parse(next) as Question);
  };
  return {
    /** Note what was there before a change: at a place, or of the tree, which is a step by itself. */
    note(before: Question, place: string) {
      const now = Date.now();
      const goesOn = place !== "" && place === last.current.place && now - last.current.at <= ONE_STEP_MS;
      keep(goesOn ? steps().past : [...steps().past, JSON.stringify(before)], []);
      last.current = { place, at: now };
    },
    undo: (present: Question) => move(steps().past, steps().future, present, keep),
    redo: (present: Question) => move(steps().future, steps().past, present, (future, past) => keep(past, future)),
    canUndo: steps().past.length > 0,
    canRedo: steps().future.length > 0,
  };
}
