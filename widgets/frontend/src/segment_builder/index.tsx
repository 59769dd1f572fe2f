/** A segment built by eye: conditions from a palette, nested; its number while it is changed. */
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from "react";

import { Action, Field } from "../core/action";
import { Actions } from "../core/actions";
import { useHeldFocus } from "../core/focus";
import { useHistory } from "../core/history";
import { useWords } from "../core/language";
import { type Asking, useAsked, useModel, useTrait } from "../core/model";
import { widget } from "../core/widget";
import { type Ahead, type Building, BuildingContext } from "./context";
import { Count, Outcome } from "./outcome";
import { toQuery } from "./query";
import "./segment_builder.css";
import type { Data, Forms, Live, Named, Question, Segments, Shown, Suggested } from "./shown";
import { at, isEmpty, put } from "./spec";
import { Tree } from "./tree";
import { WORDS } from "./words";

const TYPING_PAUSE_MS = 200;

function SegmentBuilder() {
  const words = useWords(WORDS);
  const asking = useAsked<Question>();
  const { asked, ask } = asking;
  const shown = useTrait<Shown>("shown");
  const live = useTrait<Live>("live");
  const segments = useTrait<Segments>("segments");
  const section = useRef<HTMLElement>(null);
  const holdFocus = useHeldFocus(section);
  const history = useHistory<Question>((before) => {
    holdFocus();
    ask(before);
  });
  const now = { spec: asked.spec, opened: asked.opened };
  const spec = useRef(asked.spec);
  spec.current = asked.spec;
  const replace = (next: Data | null, place = "", opened = asked.opened) => {
    holdFocus();
    history.note({ spec: spec.current, opened: asked.opened }, place);
    spec.current = next;
    ask({ spec: next, opened });
  };
  const building = useBuildingOf(asked.spec, shown, live, (path, value) => replace(put(spec.current, path, value) as Data, path.join("/")));
  if (building === null) return null;
  const open = (opened: string, next: Data) => replace(next, "", opened);
  const press = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    if (event.shiftKey) history.redo(now);
    else history.undo(now);
  };
  return (
    <BuildingContext value={building}>
      <section ref={section} tabIndex={-1} className="smartcom-builder" aria-label={words.builder} onKeyDown={press}>
        <div className="smartcom-bar" role="toolbar" aria-label={words.builder}>
          <button type="button" disabled={!history.canUndo} onClick={() => history.undo(now)}>
            {words.undo}
          </button>
          <button type="button" disabled={!history.canRedo} onClick={() => history.redo(now)}>
            {words.redo}
          </button>
          <button type="button" disabled={asked.spec === null} onClick={() => replace(null, "", "")}>
            {words.clear}
          </button>
          <Opened segments={segments} open={open} />
        </div>
        {asked.spec === null && <p>{words.empty}</p>}
        <Tree spec={asked.spec} replace={replace} />
        {asked.spec !== null && (
          <>
            <Count live={live} late={live.revision < asked.revision} faults={building.faults.length} />
            <Outcome live={live} shown={shown} asking={asking} />
            <Save key={asked.opened} asking={asking} title={segments[asked.opened]?.title ?? ""} />
            <Actions order={asking.order} />
          </>
        )}
      </section>
    </BuildingContext>
  );
}

/** What the parts of the tree share. Faults are those of the newest answer; of an empty place it is said that it is. */
function useBuildingOf(spec: Data | null, shown: Shown, live: Live, change: Building["change"]): Building | null {
  const model = useModel();
  const forms = useTrait<Forms>("forms");
  const suggested = useTrait<Suggested>("suggested");
  const { named, name } = useNames();
  const ahead = useRef<Ahead | null>(null);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { fillIn } = useWords(WORDS);
  const faults = useMemo(() => {
    const told = [...shown.faults, ...(live.faults ?? [])];
    return told.map((fault) => (isEmpty(at(spec, fault.path)) ? { ...fault, message: fillIn } : fault));
  }, [spec, shown.faults, live.faults, fillIn]);
  const query = useMemo(() => (forms.conditions === undefined ? null : toQuery(forms, spec)), [forms, spec]);
  if (query === null) return null;
  const suggest = (source: string, typed: string) => {
    clearTimeout(pause.current);
    const send = () => model.send({ command: "suggest", fields: { source, typed }, asked: model.get("asked") });
    pause.current = setTimeout(send, TYPING_PAUSE_MS);
  };
  return { forms, query, faults, suggested, named, name, change, suggest, ahead };
}

/** What ids are called: those of a moment are asked together, each once. */
function useNames(): Pick<Building, "named" | "name"> {
  const model = useModel();
  const named = useTrait<Named>("named");
  const asked = useRef(new Set<string>());
  const waiting = useRef<Record<string, string[]>>({});
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const name = useCallback(
    (source: string, id: string) => {
      const known = (model.get("named") as Named)[source];
      if (known === undefined || id in known || asked.current.has(`${source} ${id}`)) return;
      asked.current.add(`${source} ${id}`);
      (waiting.current[source] ??= []).push(id);
      clearTimeout(pause.current);
      pause.current = setTimeout(() => {
        for (const [of, ids] of Object.entries(waiting.current)) model.send({ command: "name", fields: { source: of, ids }, asked: model.get("asked") });
        waiting.current = {};
      }, TYPING_PAUSE_MS);
    },
    [model],
  );
  return { named, name };
}

function Opened({ segments, open }: { segments: Segments; open(name: string, spec: Data): void }) {
  const words = useWords(WORDS);
  const names = Object.keys(segments);
  if (names.length === 0) return null;
  return (
    <label>
      {words.open}{" "}
      <select value="" onChange={({ target }) => open(target.value, segments[target.value]!.spec)}>
        <option value="">{words.openChoose}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {segments[name]!.title || name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Save({ asking, title: before }: { asking: Asking<Question>; title: string }) {
  const words = useWords(WORDS);
  const [name, setName] = useState(asking.asked.opened);
  const [title, setTitle] = useState(before);
  return (
    <div className="smartcom-actions" role="group" aria-label={words.actions}>
      <Action title={words.save} act={() => asking.order("save", { name, title })}>
        <Field label={words.name} value={name} change={setName} required />
        <Field label={words.title} value={title} change={setTitle} />
      </Action>
    </div>
  );
}

export default widget(<SegmentBuilder />);
