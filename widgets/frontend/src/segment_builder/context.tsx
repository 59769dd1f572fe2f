/** What every part of the tree needs: the forms, the faults, and ways to change something. */
import { createContext, useContext, useEffect, useId, useRef } from "react";

import type { Fault, Forms, Named, Path, Suggested } from "./shown";
import { starts } from "./tree";

export interface Building {
  forms: Forms;
  faults: Fault[];
  suggested: Suggested | undefined;
  /** Put a value at a path of the spec; `undefined` takes it away. */
  change(path: Path, value: unknown): void;
  suggest(source: string, typed: string): void;
  named: Named;
  /** Have it said what an id is called, unless that is known. */
  name(source: string, id: string): void;
  /** The place that the focus goes to as soon as it is drawn. */
  focus: { path: string | null };
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
  return (
    <span id={id} className="smartcom-fault">
      {[...new Set(faults.map((fault) => fault.message))].join("; ")}
    </span>
  );
}

/** Takes the focus into what was just added: to its first field. */
export function useFocus(path: Path) {
  const { focus } = useBuilding();
  const place = useRef<HTMLDivElement>(null);
  const key = path.join("/");
  useEffect(() => {
    if (focus.path !== key) return;
    focus.path = null;
    const fields = (sort: string) => place.current?.querySelector<HTMLElement>(`.smartcom-fields ${sort}, .smartcom-add`);
    (fields("input[type=text], .smartcom-fields input[type=date]") ?? fields("select"))?.focus();
  });
  return place;
}

export function text(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
