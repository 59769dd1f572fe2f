/** What every part of the tree needs: the forms, the faults, and ways to change something. */
import { createContext, type RefObject, useContext, useId } from "react";

import { useWords } from "../core/language";
import type { Group } from "./query";
import type { Fault, Forms, Named, Path, Suggested } from "./shown";
import { starts } from "./spec";
import { WORDS } from "./words";

/** Of the faults in one place so many are said. */
const MOST_SAID = 5;

/** Where the focus goes as soon as the query is changed: to what stands at a path, or to a button of it. */
export type Ahead = (next: Group) => { path: number[]; act?: string };

export interface Building {
  forms: Forms;
  /** The spec as rules and groups. */
  query: Group;
  faults: Fault[];
  suggested: Suggested | undefined;
  /** Put a value at a path of the spec; `undefined` takes it away. */
  change(path: Path, value: unknown): void;
  suggest(source: string, typed: string): void;
  named: Named;
  /** Have it said what an id is called, unless that is known. */
  name(source: string, id: string): void;
  ahead: RefObject<Ahead | null>;
}

export const BuildingContext = createContext<Building | null>(null);

export function useBuilding(): Building {
  const building = useContext(BuildingContext);
  if (building === null) throw new Error("a part stands inside a builder");
  return building;
}

/** Faults at a path or below it, and how a field says that it has them. */
export function useFaults(path: Path, only = false) {
  const { faults } = useBuilding();
  const id = useId();
  const own = faults.filter((fault) => starts(fault.path, path) && (!only || fault.path.length === path.length));
  const described = own.length === 0 ? {} : { "aria-invalid": true as const, "aria-describedby": id };
  return { described, shown: own.length === 0 ? null : <Faults id={id} faults={own} /> };
}

export function Faults({ id, faults }: { id?: string; faults: Fault[] }) {
  const words = useWords(WORDS);
  const messages = [...new Set(faults.map((fault) => fault.message))];
  const more = messages.length - MOST_SAID;
  return (
    <span id={id} className="smartcom-fault">
      {[...messages.slice(0, MOST_SAID), ...(more > 0 ? [words.moreFaults(more)] : [])].join("; ")}
    </span>
  );
}

export function text(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
