/** Changes of a spec, each giving a new one; nothing here knows what a condition means. */
import type { Data, Forms, Kind, Path } from "./shown";

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

/** The spec with an item of a list moved before the one above it. */
export function raised(root: unknown, path: Path): unknown {
  const [list, place] = [path.slice(0, -1), path.at(-1) as number];
  const items = [...(at(root, list) as unknown[])];
  items.splice(place - 1, 2, items[place], items[place - 1]);
  return put(root, list, items);
}

/** What stands at a path; `undefined` where nothing does. */
export function at(root: unknown, path: Path): unknown {
  return path.reduce((inside, step) => (inside as Data | undefined | null)?.[step as string], root);
}

/** Whether there is nothing yet: what is wrong there is only that it waits to be filled in. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
}

/** The kinds that hold conditions and nothing else: several of them, or one. */
export function holders(forms: Forms, several: boolean): string[] {
  return Object.entries(forms.conditions)
    .filter(([, kind]) => holding(kind)?.several === several)
    .map(([name]) => name);
}

/** The only field of a kind, where that holds conditions. */
export function holding(kind: Kind | undefined) {
  const field = kind?.fields[0];
  return kind?.fields.length === 1 && field?.takes === "condition" ? field : undefined;
}

/** The conditions inside one that holds several. */
export function inside(node: Data, field: string): Data[] {
  return (node[field] as Data[] | undefined) ?? [];
}

/** A condition beside another at the root: in a group, which is made where there is none. */
export function beside(forms: Forms, root: Data | null, added: Data): { spec: Data; path: Path } {
  if (root === null) return { spec: added, path: [] };
  const field = holding(forms.conditions[root["kind"] as string]);
  if (field?.several) {
    const path = [field.name, inside(root, field.name).length];
    return { spec: put(root, path, added) as Data, path };
  }
  const [group = ""] = holders(forms, true);
  const of = forms.conditions[group]!.fields[0]!.name;
  return { spec: { kind: group, [of]: [root, added] }, path: [of, 1] };
}

export function starts(path: Path, beginning: Path): boolean {
  return beginning.every((step, place) => path[place] === step);
}

export function same(one: Path, other: Path): boolean {
  return one.length === other.length && starts(one, other);
}
