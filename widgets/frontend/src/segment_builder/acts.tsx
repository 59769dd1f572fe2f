/** What can be done with a condition or a group as a whole, by mouse and by keyboard. */
import type { ReactNode } from "react";
import { findPath, getParentPath, getPathOfID, isRuleGroup, move, type RuleGroupProps, type RuleProps } from "react-querybuilder";

import { useWords } from "../core/language";
import { type Ahead, useBuilding } from "./context";
import { around, exchanged, type Group, holders, implied, type Rule, stepped } from "./query";
import { WORDS } from "./words";

interface Shifts {
  shiftUpDisabled?: boolean | undefined;
  shiftDownDisabled?: boolean | undefined;
}

/** Where a condition is taken to be dragged; by keyboard the buttons do the same. */
export function Handle({ dragRef, ...own }: Pick<RuleProps, "dragRef"> & Shifts) {
  return <span ref={dragRef} className="smartcom-drag" title={useWords(WORDS).drag} hidden={isAlone(own)} aria-hidden />;
}

/** Whether there is nothing to go past. */
function isAlone({ shiftUpDisabled, shiftDownDisabled }: Shifts): boolean {
  return shiftUpDisabled === true && shiftDownDisabled === true;
}

interface Props extends Pick<RuleProps & RuleGroupProps, "path" | "schema"> {
  label: string;
  duplicate(): void;
  remove(): void;
}

interface Act {
  name: string;
  sign: ReactNode;
  says: string;
  /** Whether it is of no use at present; the button stays, with the focus. */
  rests?: boolean | undefined;
  ahead: Ahead;
  run(): void;
}

export function Acts(props: Props) {
  const { ahead } = useBuilding();
  const act = (one: Act) => {
    ahead.current = one.ahead;
    one.run();
    ahead.current = null;
  };
  return (
    <span className="smartcom-acts">
      {useActs(props).map((one) => (
        <button key={one.name} type="button" data-act={one.name} aria-label={one.says} title={one.says} aria-disabled={one.rests} onClick={() => !one.rests && act(one)}>
          {one.sign}
        </button>
      ))}
    </span>
  );
}

function useActs({ label, path, schema, duplicate, remove }: Props): Act[] {
  const { forms, query } = useBuilding();
  const words = useWords(WORDS);
  const node = findPath(path, query) as Group | Rule;
  const isRoot = path.length === 0;
  const [group] = holders(forms, true);
  const [opposite] = holders(forms, false);
  const only = isRuleGroup(node) && node.rules.length === 1 ? (node.rules[0] as Group | Rule) : undefined;
  const up = isRoot ? null : stepped(forms, query, path, -1);
  const down = isRoot ? null : stepped(forms, query, path, 1);
  const step = (name: "up" | "down", sign: string, to: number[] | null): Act | false =>
    (up !== null || down !== null) && {
      name,
      sign,
      says: words[name](label),
      rests: to === null,
      ahead: (next) => ({ path: getPathOfID(node.id!, next)!, act: name }),
      run: () => to !== null && schema.dispatchQuery(move(query, path, to)),
    };
  const exchange = (says: string, other: Group | Rule) => ({
    says: `${says}: ${label}`,
    ahead: () => ({ path: isRoot ? [0] : path }),
    run: () => schema.dispatchQuery(exchanged(forms, query, path, other)),
  });
  const acts: (Act | false)[] = [
    step("up", "↑", up),
    step("down", "↓", down),
    opposite !== undefined && (node as Group).combinator !== opposite && { name: "negate", sign: "¬", ...exchange(words.negate, around(forms, opposite, node)) },
    group !== undefined && { name: "wrap", sign: "( )", ...exchange(words.wrap, around(forms, group, node)) },
    only !== undefined && { name: "unwrap", sign: "⤴", ...exchange((node as Group).combinator === opposite ? words.unnegate : words.unwrap, only) },
    !isRoot && { name: "duplicate", sign: <i className="smartcom-twice" />, says: `${words.duplicate}: ${label}`, ahead: () => ({ path: below(path) }), run: duplicate },
    { name: "remove", sign: "×", says: words.remove(label), ahead: (next) => following(next, path), run: isRoot ? () => schema.dispatchQuery(implied(forms, [])) : remove },
  ];
  return acts.filter((act) => act !== false);
}

function below(path: number[]): number[] {
  return [...getParentPath(path), path.at(-1)! + 1];
}

/** What has taken the place of something that is gone, or stood before it; else what it stood in. */
function following(query: Group, path: number[]): ReturnType<Ahead> {
  const parent = getParentPath(path);
  const left = (findPath(parent, query) as Group).rules.length;
  return left === 0 ? { path: parent } : { path: [...parent, Math.min(path.at(-1) ?? 0, left - 1)], act: "remove" };
}
