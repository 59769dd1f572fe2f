/** What stands in the tree: a group of others, the opposite of one, or the form of a condition. */
import type { ReactNode } from "react";
import { isRuleGroup, type RuleGroupProps, type RuleProps, useRule, useRuleGroup } from "react-querybuilder";

import { useWords } from "../core/language";
import { Acts, Handle } from "./acts";
import { Faults, useBuilding } from "./context";
import { Fields } from "./fields";
import { Palette } from "./palette";
import { type Group, holders, holding, specPath, toNode } from "./query";
import { columnOf } from "./rows";
import type { Data, Kind, Offer, Path } from "./shown";
import { starts } from "./spec";
import { WORDS } from "./words";

export function ConditionFace(props: RuleProps) {
  const own = useRule(props);
  const { forms, query } = useBuilding();
  const words = useWords(WORDS);
  const node = own.rule.value as Data;
  const path = specPath(forms, query, own.path);
  const kind = forms.conditions[own.rule.field];
  const label = kind === undefined ? own.rule.field || words.unknownKind : labelOf(node, kind);
  return (
    <div ref={own.dndRef} role="group" aria-label={label} className={own.outerClassName} data-place={path.join("/")}>
      <div className="smartcom-head">
        <Handle {...own} />
        <b title={kind?.help}>{label}</b>
        <Acts {...own} label={label} duplicate={own.cloneRule} remove={own.removeRule} />
      </div>
      <Own path={path} isOwn={([field, ...below]) => below.length === 0 && [undefined, "kind", holding(forms, own.rule.field)?.name].includes(field as string)} />
      {kind !== undefined && <Fields node={node} kind={kind} path={path} />}
    </div>
  );
}

/** A group; one that is implied has no head to be seen, since it can be nothing else. */
export function GroupFace(props: RuleGroupProps) {
  const own = useRuleGroup(props);
  const { forms, query } = useBuilding();
  const words = useWords(WORDS);
  const group = own.ruleGroup as Group;
  const Body = own.schema.controls.ruleGroupBodyElements;
  const kind = forms.conditions[group.combinator]!;
  const isImplied = group.data === null;
  const held = isImplied ? undefined : holding(forms, group.combinator)!;
  const path = specPath(forms, query, own.path);
  const named = isImplied ? {} : { role: "group", "aria-label": kind.label, "data-place": path.join("/") };
  return (
    <div ref={own.previewRef} className={own.outerClassName} {...named}>
      <div ref={own.dropRef} className={`smartcom-head ${own.classNames.header}`} hidden={isImplied}>
        {own.path.length > 0 && <Handle {...own} />}
        {held?.several ? <Joint kind={group.combinator} choose={own.onCombinatorChange} /> : <b title={kind.help}>{kind.label}</b>}
        {!isImplied && <Acts {...own} label={kind.label} duplicate={own.cloneGroup} remove={own.removeGroup} />}
      </div>
      {held !== undefined && <Own path={path} isOwn={([field, ...below]) => field !== held.name || (below.length === 0 && (held.several || group.rules.length !== 1))} />}
      <Body {...own} />
      {(isImplied || held?.several || group.rules.length === 0) && <End {...own} label={isImplied ? words.add : `${words.add}: ${kind.label}`} />}
    </div>
  );
}

function labelOf(node: Data, kind: Kind): string {
  return columnOf(kind.columns, String(node["name"] ?? ""))?.label ?? kind.label;
}

/** Which kind of group it is. */
function Joint({ kind, choose }: { kind: string; choose(kind: string): void }) {
  const { forms } = useBuilding();
  return (
    <select aria-label={useWords(WORDS).joint} value={kind} onChange={({ target }) => choose(target.value)}>
      {holders(forms, true).map((name) => (
        <option key={name} value={name}>
          {forms.conditions[name]!.label}
        </option>
      ))}
    </select>
  );
}

/** Faults of the condition itself, and of what is missing in a group: those whose paths, from there on, are its own. */
function Own({ path, isOwn }: { path: Path; isOwn(rest: Path): boolean }) {
  const { faults } = useBuilding();
  const own = faults.filter((fault) => starts(fault.path, path) && isOwn(fault.path.slice(path.length)));
  return own.length === 0 ? null : <Faults faults={own} />;
}

/** The end of a group, where a condition is added or dropped: for the library it is what joins the last to the next. */
function End({ label, ...own }: ReturnType<typeof useRuleGroup> & { label: string }) {
  const { forms, ahead } = useBuilding();
  const { rules } = own.ruleGroup;
  const Dropped = own.schema.controls.inlineCombinator;
  const add = ({ data }: Offer) => {
    const node = toNode(forms, data);
    ahead.current = () => ({ path: [...own.path, rules.length] });
    if (isRuleGroup(node)) own.actions.onGroupAdd(node, own.path);
    else own.actions.onRuleAdd(node, own.path);
    ahead.current = null;
  };
  const begins = own.path.length === 0 && rules.length === 0 && (own.ruleGroup as Group).data === null;
  return (
    <Dropped
      options={[]}
      rules={rules}
      level={own.path.length}
      path={[...own.path, rules.length]}
      schema={own.schema}
      ruleGroup={own.ruleGroup}
      handleOnChange={() => undefined}
      component={Within}
      context={<Palette key={String(begins)} label={label} begins={begins} pick={add} />}
    />
  );
}

/** What the library hands through. */
function Within({ context }: { context?: ReactNode }) {
  return context;
}
