/** Changes of a spec, each giving a new one; nothing here knows what a condition means. */
import type { Data, Path } from "./shown";

/** The spec with a value at a path; `undefined` takes away what stands there. */
export function put(root: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const items = Array.isArray(root) ? [...(root as unknown[])] : [];
    const item = put(items[step], rest, value);
    if (item === undefined) items.splice(step, 1);
    else items[step] = item;
    return items;
  }
  const { [step]: before, ...others } = (root ?? {}) as Data;
  const inside = put(before, rest, value);
  if (inside === undefined) return others;
  return before === undefined ? { ...others, [step]: inside } : { ...(root as Data), [step]: inside };
}

/** What stands at a path; `undefined` where nothing does. */
export function at(root: unknown, path: Path): unknown {
  return path.reduce((inside, step) => (inside as Data | undefined | null)?.[step as string], root);
}

/** Whether there is nothing yet: what is wrong there is only that it waits to be filled in. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
}

export function starts(path: Path, beginning: Path): boolean {
  return beginning.every((step, place) => path[place] === step);
}
