/**
 * A spec as the rules and groups of react-querybuilder, and back: the same data both ways, also while it is unfinished.
 * A kind that holds conditions and nothing else is a group, every other condition a rule; no kind is known by its name.
 */
import { findPath, insert, isRuleGroup, type RuleGroupType, type RuleType } from "react-querybuilder";

import type { Data, Field, Forms, Path } from "./shown";

/** A condition: its kind is the `field`, all of it the `value`. */
export type Rule = RuleType;

/** A condition that holds others: its kind is the `combinator`. */
export interface Group extends RuleGroupType {
  /**
   * As it is written; the rules take the place of what it holds. Null where it is written nowhere: it stands around what is
   * no group, and is one as soon as it holds two.
   */
  data: Data | null;
}

export function toQuery(forms: Forms, spec: Data | null): Group {
  if (spec !== null && holding(forms, spec["kind"])?.several) {
    const root = toNode(forms, spec);
    if (isRuleGroup(root)) return root;
  }
  return implied(forms, spec === null ? [] : [toNode(forms, spec, [0])]);
}

/** A condition as a rule or a group; its id is its place, so that what is typed into stays when it changes. */
export function toNode(forms: Forms, condition: unknown, path: number[] = []): Group | Rule {
  const id = ["root", ...path].join("/");
  const kind = String((condition as Data | null)?.["kind"] ?? "");
  const data = condition as Data;
  const rules = heldIn(data, holding(forms, kind));
  if (rules === undefined) return { id, field: kind, operator: "", value: data };
  return { id, combinator: kind, data, rules: rules.map((one, place) => toNode(forms, one, [...path, place])) };
}

export function toSpec(forms: Forms, node: Group | Rule): Data | null {
  if (!isRuleGroup(node)) return node.value as Data;
  const group = node as Group;
  const held = group.rules.map((one) => toSpec(forms, one as Group | Rule));
  const { data, combinator } = group;
  if (data === null) return joined(forms, held) ?? null;
  const field = holding(forms, combinator)!;
  const before = holding(forms, data["kind"])!;
  const stays = held.length === 0 && heldIn(data, before)?.length === 0;
  const holds = stays ? data[before.name] : field.several ? held : joined(forms, held);
  const written = Object.entries({ ...data, [before.name]: holds, kind: combinator }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(written.map(([name, value]) => [name === before.name ? field.name : name, value]));
}

/** Where in the spec stands what has this path in the query, also while a group of one holds several. */
export function specPath(forms: Forms, query: Group, path: number[]): Path {
  const [place, ...rest] = path;
  if (place === undefined) return [];
  const field = query.data === null ? undefined : holding(forms, query.combinator);
  const outer = field === undefined ? [] : [field.name];
  const inner = field?.several ? [place] : query.rules.length > 1 ? [holding(forms, firstGroup(forms))!.name, place] : [];
  return [...outer, ...inner, ...specPath(forms, query.rules[place] as Group, rest)];
}

/** The query with something else at a path. */
export function exchanged(forms: Forms, query: Group, path: number[], node: Group | Rule): Group {
  return path.length === 0 ? implied(forms, [node]) : (insert(query, node as Rule, path, { replace: true }) as Group);
}

/**
 * Where something goes by one place up or down, as the query is now: past a condition, into a group, out of its own at the
 * end of it. Never past the border of a kind that holds one, which would turn its sense; null where it can go nowhere.
 */
export function stepped(forms: Forms, query: Group, path: number[], by: -1 | 1): number[] | null {
  const [parent, place] = [path.slice(0, -1), path.at(-1)!];
  const around = findPath(parent, query) as Group;
  const beside = around.rules[place + by] as Group | Rule | undefined;
  if (isOpen(forms, around) && beside !== undefined) {
    const next = [...parent, place + by];
    if (isRuleGroup(beside) && isOpen(forms, beside as Group)) return [...next, by < 0 ? beside.rules.length : 0];
    return by < 0 ? next : [...parent, place + 2];
  }
  const above = parent.length === 0 ? undefined : (findPath(parent.slice(0, -1), query) as Group);
  if (above === undefined || !isOpen(forms, around) || !isOpen(forms, above)) return null;
  return by < 0 ? parent : [...parent.slice(0, -1), parent.at(-1)! + 1];
}

/** Whether a group holds several, so that things may come and go without changing their sense. */
function isOpen(forms: Forms, group: Group): boolean {
  return group.data === null || holding(forms, group.combinator)?.several === true;
}

/** A group around what has been there. */
export function around(forms: Forms, kind: string, node: Group | Rule): Group {
  return { combinator: kind, data: { kind, [holding(forms, kind)!.name]: null }, rules: [node] };
}

/** The root where what is written is no group. */
export function implied(forms: Forms, rules: (Group | Rule)[]): Group {
  return { id: "root", data: null, combinator: firstGroup(forms), rules };
}

/** The kinds that hold conditions and nothing else: several of them, or one. */
export function holders(forms: Forms, several: boolean): string[] {
  return Object.keys(forms.conditions).filter((kind) => holding(forms, kind)?.several === several);
}

/** The only field of a kind, where that holds conditions. */
export function holding(forms: Forms, kind: unknown): Field | undefined {
  const fields = forms.conditions[String(kind)]?.fields ?? [];
  return fields.length === 1 && fields[0]!.takes === "condition" ? fields[0] : undefined;
}

function firstGroup(forms: Forms): string {
  return holders(forms, true)[0] ?? "";
}

/** The conditions in a field that holds such; undefined where something else is written in it. */
function heldIn(data: Data, field: Field | undefined): unknown[] | undefined {
  if (field === undefined) return undefined;
  const given = data[field.name] ?? null;
  if (given === null) return [];
  if (Array.isArray(given) !== field.several) return undefined;
  return field.several ? (given as unknown[]) : [given];
}

/** Conditions where one can stand: in a group as soon as there are more. */
function joined(forms: Forms, held: (Data | null)[]): Data | null | undefined {
  if (held.length < 2) return held[0];
  const kind = firstGroup(forms);
  return { kind, [holding(forms, kind)!.name]: held };
}
