/** What can be done with a condition or a group as a whole, by mouse and by keyboard. */
import type { ReactNode, Ref } from "react";
import { findPath, getParentPath, getPathOfID, isRuleGroup, type RuleGroupProps, type RuleProps } from "react-querybuilder";

import { useWords } from "../core/language";
import { useBuilding } from "./context";
import { around, exchanged, type Group, holders, implied, type Rule } from "./query";
import { WORDS } from "./words";

/** Where a condition is taken to be dragged; by keyboard the buttons do the same. */
export function Handle({ of }: { of: Ref<HTMLSpanElement> | undefined }) {
  return <span ref={of} className="smartcom-drag" title={useWords(WORDS).drag} aria-hidden />;
}

interface Props extends Pick<RuleProps & RuleGroupProps, "path" | "schema" | "shiftUpDisabled" | "shiftDownDisabled"> {
  label: string;
  shift: { up(): void; down(): void };
  duplicate(): void;
  remove(): void;
}

interface Act {
  name: string;
  sign: ReactNode;
  title: string;
  says: string;
  /** Whether it is no use at present; the button stays, with the focus. */
  rests?: boolean | undefined;
  to: (query: Group) => number[] | null;
  run(): void;
}

export function Acts({ label, path, schema, shiftUpDisabled, shiftDownDisabled, shift, duplicate, remove }: Props) {
  const { forms, query, ahead } = useBuilding();
  const words = useWords(WORDS);
  const node = findPath(path, query) as Group | Rule;
  const isRoot = path.length === 0;
  const [group] = holders(forms, true);
  const [opposite] = holders(forms, false);
  const only = isRuleGroup(node) && node.rules.length === 1 ? (node.rules[0] as Group | Rule) : undefined;
  const here = () => (isRoot ? [0] : path);
  const exchange = (other: Group | Rule) => schema.dispatchQuery(exchanged(forms, query, path, other));
  const named = (says: string) => ({ title: says, says: `${says}: ${label}` });
  const moved = (next: Group) => getPathOfID(node.id!, next);
  const moving: Act[] = [
    { name: "up", sign: "↑", title: words.up(label), says: words.up(label), rests: shiftUpDisabled, to: moved, run: shift.up },
    { name: "down", sign: "↓", title: words.down(label), says: words.down(label), rests: shiftDownDisabled, to: moved, run: shift.down },
  ];
  const acts: (Act | false)[] = [
    ...(isRoot || (shiftUpDisabled && shiftDownDisabled) ? [] : moving),
    opposite !== undefined && (node as Group).combinator !== opposite && { name: "negate", sign: "¬", ...named(words.negate), to: here, run: () => exchange(around(forms, opposite, node)) },
    group !== undefined && { name: "wrap", sign: "( )", ...named(words.wrap), to: here, run: () => exchange(around(forms, group, node)) },
    only !== undefined && { name: "unwrap", sign: "⤴", ...named(words.unwrap), to: here, run: () => exchange(only) },
    !isRoot && { name: "duplicate", sign: <i className="smartcom-twice" />, ...named(words.duplicate), to: () => next(path), run: duplicate },
    {
      name: "remove",
      sign: "×",
      title: words.remove(label),
      says: words.remove(label),
      to: (left) => follower(left, path),
      run: isRoot ? () => schema.dispatchQuery(implied(forms, [])) : remove,
    },
  ];
  const act = ({ name, to, run }: Act) => {
    ahead.current = ["up", "down", "remove"].includes(name) ? { to, act: name } : { to };
    run();
    ahead.current = null;
  };
  return (
    <span className="smartcom-acts">
      {acts
        .filter((one) => one !== false)
        .map((one) => (
          <button key={one.name} type="button" data-act={one.name} aria-label={one.says} title={one.title} aria-disabled={one.rests} onClick={() => !one.rests && act(one)}>
            {one.sign}
          </button>
        ))}
    </span>
  );
}

function next(path: number[]): number[] {
  return [...getParentPath(path), path.at(-1)! + 1];
}

/** What has taken the place of something that is gone, else what stood before it, else what it stood in. */
function follower(left: Group, path: number[]): number[] {
  const parent = getParentPath(path);
  const count = (findPath(parent, left) as Group).rules.length;
  return path.length === 0 || count === 0 ? parent : [...parent, Math.min(path.at(-1)!, count - 1)];
}
