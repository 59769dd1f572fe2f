/** The tree: react-querybuilder keeps groups, nesting, moving, copying and dragging; what is drawn in it is ours. */
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { draggable, dropTargetForElements, monitorForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { type CustomCanDropParams, QueryBuilderDnD } from "@react-querybuilder/dnd";
import { createPragmaticDndAdapter } from "@react-querybuilder/dnd/pragmatic-dnd";
import { useEffect, useMemo, useRef } from "react";
import { QueryBuilder, type RuleGroupType } from "react-querybuilder";

import { useBuilding } from "./context";
import { ConditionFace, GroupFace } from "./node";
import { type Group, holders, specPath, toSpec } from "./query";
import type { Data } from "./shown";

const DRAGGING = createPragmaticDndAdapter({ draggable, dropTargetForElements, monitorForElements, combine });
/** Between two conditions stands nothing but the place where something is dropped. */
const FACES = { rule: ConditionFace, ruleGroup: GroupFace, combinatorSelector: () => null };
const CLASSES = { rule: "smartcom-condition" };
/** Dragging moves, whatever is held down: a browser tells of no key meanwhile, and one let go then would stay held for good. */
const NO_KEY = "none";
const FIELDS = ".smartcom-fields input[type=text], .smartcom-fields input[type=date], .smartcom-add, .smartcom-palette input";

/** Where the focus goes as soon as a spec is drawn. */
interface Focus {
  spec: Data | null;
  place: string;
  act: string | undefined;
}

export function Tree({ spec, replace }: { spec: Data | null; replace(spec: Data | null): void }) {
  const { forms, query, ahead } = useBuilding();
  const tree = useRef<HTMLDivElement>(null);
  const focus = useRef<Focus>(null);
  const combinators = useMemo(() => [...holders(forms, true), ...holders(forms, false)].map((name) => ({ name, label: forms.conditions[name]!.label })), [forms]);
  const changed = (next: RuleGroupType) => {
    const written = toSpec(forms, next as Group);
    if (JSON.stringify(written) === JSON.stringify(spec)) return;
    const goes = ahead.current?.(next as Group);
    focus.current = goes ? { spec: written, place: specPath(forms, next as Group, goes.path).join("/"), act: goes.act } : null;
    replace(written);
  };
  useEffect(() => {
    if (focus.current === null || focus.current.spec !== spec) return;
    if (tree.current) wanted(tree.current, focus.current)?.focus();
    focus.current = null;
  });
  return (
    <div ref={tree}>
      <QueryBuilderDnD dnd={DRAGGING} controlElements={FACES} canDrop={isInOneTree} copyModeModifierKey={NO_KEY} groupModeModifierKey={NO_KEY}>
        <QueryBuilder query={query} onQueryChange={changed} enableMountQueryChange={false} showCombinatorsBetweenRules combinators={combinators} controlClassnames={CLASSES} getRuleGroupClassname={classOf} />
      </QueryBuilderDnD>
    </div>
  );
}

/** Two views of one widget share what is dragged, and would both write the same spec. */
function isInOneTree({ dragging, hovering }: CustomCanDropParams): boolean {
  return dragging.qbId === hovering.qbId;
}

function classOf(group: RuleGroupType): string {
  return (group as Group).data === null ? "" : "smartcom-group";
}

/** A button of what stands at a place, or the first of its fields that is typed into, or the first at all. */
function wanted(tree: HTMLElement, { place, act }: Focus): HTMLElement | null {
  const node = [...tree.querySelectorAll<HTMLElement>("[data-place]")].find((one) => one.dataset["place"] === place) ?? tree;
  const button = act === undefined ? null : node.querySelector<HTMLElement>(`[data-act=${act}]`);
  return button ?? node.querySelector<HTMLElement>(FIELDS) ?? node.querySelector<HTMLElement>(".smartcom-fields select");
}
