/** A message written by eye: its fields, the visual editor, variables, what is wrong, and how it comes out. */
import { useCallback, useId, useMemo, useRef, useState } from "react";

import { Action, Field } from "../core/action";
import { useHistory } from "../core/history";
import { useWords } from "../core/language";
import { type Asking, useAsked, useTrait } from "../core/model";
import { Tabs } from "../core/tabs";
import { widget } from "../core/widget";
import { type Cursor, CursorContext, Line, Source } from "./fields";
import "./message_editor.css";
import { Preview } from "./preview";
import type { Data, Finding, Form, Live, Question, Shown } from "./shown";
import { Variables } from "./variables";
import { Visual } from "./visual";
import { WORDS } from "./words";

type View = "visual" | "source" | "both";
const VIEWS: View[] = ["visual", "source", "both"];

function MessageEditor() {
  const words = useWords(WORDS);
  const asking = useAsked<Question>();
  const { asked, ask } = asking;
  const shown = useTrait<Shown>("shown");
  const live = useTrait<Partial<Live>>("live");
  const history = useHistory<Partial<Question>>((before) => ask(before));
  const written = useRef(asked.template);
  written.current = asked.template;
  const cursor = useMemo<Cursor>(() => ({ field: { current: null }, ahead: { current: null } }), []);
  const visual = useRef<((text: string) => void) | null>(null);
  const now = { template: asked.template, opened: asked.opened };
  const replace = (template: Data, place = "", opened = asked.opened) => {
    history.note({ template: written.current, opened: asked.opened }, place);
    written.current = template;
    ask({ template, opened });
  };
  const put = (name: string, value: string) => replace(filled(written.current ?? {}, name, value), name);
  const insert = (text: string) => {
    const { current: place } = cursor.field;
    if (place === null || !place.element.isConnected) return visual.current?.(text);
    const { selectionStart: start, selectionEnd: end, value } = place.element;
    cursor.ahead.current = { element: place.element, at: (start ?? value.length) + text.length };
    put(place.name, value.slice(0, start ?? value.length) + text + value.slice(end ?? value.length));
  };
  const inserts = useCallback((by: typeof visual.current) => {
    visual.current = by;
  }, []);
  const late = (live.revision ?? -1) < asked.revision;
  return (
    <CursorContext value={cursor}>
      <section className="smartcom-message" aria-label={words.editor}>
        <Bar asking={asking} history={history} now={now} begin={(template, opened) => replace(template, "", opened)} saved={shown.saved && shown.revision >= asked.revision} />
        {asked.template === null ? (
          <p>{words.empty}</p>
        ) : (
          <>
            <Parts key={asked.opened} template={asked.template} findings={live.findings ?? []} put={put} inserts={inserts} />
            <Variables insert={insert} />
            <Checks medium={String(asked.template["medium"])} findings={live.findings ?? []} late={late} />
            <Preview asking={asking} live={live} late={late} />
            <Ends key={`of ${asked.opened}`} asking={asking} />
          </>
        )}
      </section>
    </CursorContext>
  );
}

/** A template with a field changed; what is left blank is absent. */
function filled(template: Data, name: string, value: string): Data {
  const { [name]: _, ...others } = template;
  return value === "" ? others : { ...template, [name]: value };
}

interface BarProps {
  asking: Asking<Question>;
  history: ReturnType<typeof useHistory<Partial<Question>>>;
  now: Partial<Question>;
  begin(template: Data, opened: string): void;
  saved: boolean;
}

function Bar({ asking: { asked }, history, now, begin, saved }: BarProps) {
  const words = useWords(WORDS);
  const forms = useTrait<Record<string, Form>>("forms");
  const starters = useTrait<Record<string, Data>>("starters");
  const templates = useTrait<Record<string, Data>>("templates");
  return (
    <div className="smartcom-tools" role="toolbar" aria-label={words.editor}>
      <button type="button" disabled={!history.canUndo} onClick={() => history.undo(now)}>
        {words.undo}
      </button>
      <button type="button" disabled={!history.canRedo} onClick={() => history.redo(now)}>
        {words.redo}
      </button>
      <span>{words.begin}</span>
      {Object.entries(forms).map(([medium, form]) => (
        <button key={medium} type="button" onClick={() => begin(starters[medium] ?? { medium }, "")}>
          {form.label}
        </button>
      ))}
      {Object.keys(templates).length > 0 && (
        <label>
          {words.open}{" "}
          <select value="" onChange={({ target }) => begin(templates[target.value]!, target.value)}>
            <option value="">{words.openChoose}</option>
            {Object.keys(templates).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      {asked.template !== null && (
        <span className="quiet" data-saved={saved}>
          {asked.opened} {saved ? words.saved : words.unsaved}
        </span>
      )}
    </div>
  );
}

interface PartsProps {
  template: Data;
  findings: Finding[];
  put(name: string, value: string): void;
  inserts(insert: ((text: string) => void) | null): void;
}

/** The fields of the medium; an e-mail has either MJML or HTML, and MJML is edited visually too. */
function Parts({ template, findings, put, inserts }: PartsProps) {
  const words = useWords(WORDS);
  const forms = useTrait<Record<string, Form>>("forms");
  const [view, setView] = useState<View>("source");
  const panel = useId();
  const text = (name: string) => String(template[name] ?? "");
  const { fields = [] } = forms[String(template["medium"])] ?? {};
  const body = text("html") === "" ? "mjml" : "html";
  const has = fields.some(({ name }) => name === body);
  const props = (name: string) => ({ name, value: text(name), findings, change: (value: string) => put(name, value) });
  return (
    <>
      {fields.filter(({ long }) => !long).map(({ name, label }) => (
        <Line key={name} label={label} {...props(name)} />
      ))}
      {has && (
        <>
          <Tabs<View> label={words.views} tabs={VIEWS.map((value) => ({ value, title: words[value] }))} open={view} panel={panel} choose={setView} />
          <div role="tabpanel" id={panel} aria-labelledby={`${panel}-${view}`} className="smartcom-panel smartcom-sides" data-view={view}>
            {view !== "source" && (body === "mjml" ? <Visual mjml={text("mjml")} change={(mjml) => put("mjml", mjml)} inserts={inserts} /> : <p>{words.html}</p>)}
            {view !== "visual" && <Source label={fields.find(({ name }) => name === body)!.label} rows={18} {...props(body)} />}
          </div>
        </>
      )}
      {fields.filter(({ name, long }) => long && name !== "mjml" && name !== "html").map(({ name, label }) => (
        <Source key={name} label={label} rows={has ? 3 : 6} {...props(name)} />
      ))}
    </>
  );
}

function Checks({ medium, findings, late }: { medium: string; findings: Finding[]; late: boolean }) {
  const words = useWords(WORDS);
  const forms = useTrait<Record<string, Form>>("forms");
  const label = (part: string) => forms[medium]?.fields.find(({ name }) => name === part)?.label ?? part;
  return (
    <section className="smartcom-checks" aria-label={words.checks} aria-busy={late}>
      <h4>{words.checks}</h4>
      <div role="status">
        {findings.length === 0 && <p>{late ? words.checking : words.fine}</p>}
        <ul>
          {findings.map(({ level, part, message }) => (
            <li key={part + message} data-level={level}>
              {level === "advice" && <i>{words.advice}: </i>}
              {part !== "" && <b>{label(part)}: </b>}
              {message}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** What is done with a message that is written. */
function Ends({ asking }: { asking: Asking<Question> }) {
  const words = useWords(WORDS);
  const [name, setName] = useState(asking.asked.opened);
  const [to, setTo] = useState("");
  return (
    <div className="smartcom-actions">
      <Action title={words.save} act={() => asking.order("save", { name })}>
        <Field label={words.name} value={name} change={setName} required />
      </Action>
      <Action title={words.test} act={() => asking.order("test", { to })}>
        <Field label={words.to} value={to} change={setTo} required />
      </Action>
    </div>
  );
}

export default widget(<MessageEditor />);
