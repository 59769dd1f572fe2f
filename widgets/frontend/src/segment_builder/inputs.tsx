/** Fields for single values and for several; each has a name, and says what is wrong with it. */
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react";

import { counted, useLanguage, useWords } from "../core/language";
import { text, useBuilding, useFaults } from "./context";
import type { Path } from "./shown";
import { Suggesting } from "./suggesting";
import { WORDS } from "./words";

/** More values than these stand in one field. */
const MANY = 50;
const NUMBER = /^-?\d+([.,]\d+)?$/;

/** What a value is made of: how it is typed, and what is offered for it. */
export interface Sort {
  takes: "text" | "number" | "either" | "date" | "flag";
  choices?: string[];
  source?: string;
}

interface Props {
  label: string;
  path: Path;
  value: unknown;
  sort: Sort;
  /** Whether it stays, empty, when what is in it is taken away. */
  stays?: boolean;
  title?: string;
}

/** One value. */
export function Value({ label, path, value, sort, stays = false, title, put }: Props & { put?(value: unknown): void }) {
  const { change } = useBuilding();
  const { described, shown } = useFaults(path);
  const own = { ...described, "aria-label": label, title };
  const set = (given: unknown) => (put ?? ((it: unknown) => change(path, it === undefined && stays ? null : it)))(given);
  return (
    <span className="smartcom-value">
      {sort.takes === "flag" ? (
        <Flag own={own} value={value} set={set} />
      ) : sort.choices?.length ? (
        <Choice own={own} value={value} set={set} choices={sort.choices} />
      ) : (
        <Typed own={own} value={value} set={set} sort={sort} />
      )}
      {shown}
    </span>
  );
}

interface Own {
  own: { "aria-label": string; title?: string | undefined };
  value: unknown;
  set(value: unknown): void;
}

function Flag({ own, value, set }: Own) {
  const words = useWords(WORDS);
  return (
    <select {...own} value={text(value)} onChange={({ target }) => set(target.value === "" ? undefined : target.value === "true")}>
      <option value="">{words.choose}</option>
      <option value="true">{words.yes}</option>
      <option value="false">{words.no}</option>
    </select>
  );
}

function Choice({ own, value, set, choices }: Own & { choices: string[] }) {
  const words = useWords(WORDS);
  return (
    <select {...own} value={text(value)} onChange={({ target }) => set(target.value || undefined)}>
      <option value="">{words.choose}</option>
      {choices.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  );
}

/** The value that what is typed stands for. */
function meant(typed: string, { takes }: Sort): unknown {
  if (typed === "") return undefined;
  return takes !== "text" && NUMBER.test(typed) ? Number(typed.replace(",", ".")) : typed;
}

/** What is typed stays as it is typed, while the spec has the number that it means. */
function Typed({ own, value, set, sort }: Own & { sort: Sort }) {
  const [draft, setDraft] = useState(text(value));
  const typed = meant(draft, sort) === (value ?? undefined) ? draft : text(value);
  const type = (given: string) => {
    setDraft(given);
    set(meant(given, sort));
  };
  if (sort.source) return <Suggesting own={own} source={sort.source} typed={typed} type={type} />;
  return (
    <input
      {...own}
      type={sort.takes === "date" ? "date" : "text"}
      inputMode={sort.takes === "number" ? "decimal" : undefined}
      autoComplete="off"
      value={typed}
      onChange={({ target }) => type(target.value)}
    />
  );
}

/** Several values: a field for each and an empty one for another, or all in one field, where they came as many. */
export function Values({ label, path, value, sort, stays = false }: Props) {
  const { change } = useBuilding();
  const words = useWords(WORDS);
  const { shown } = useFaults(path, true);
  const values = Array.isArray(value) ? (value as unknown[]) : value === undefined || value === null ? [] : [value];
  const written = values.map(text).join("\n");
  const typed = useRef<string>(undefined);
  const many = useRef(false);
  const pasted = useRef(false);
  if (written !== typed.current) many.current = values.length > MANY; // opened, pasted or undone; what is typed changes no field
  typed.current = written;
  const set = (items: unknown[]) => change(path, items.length > 0 || stays ? items : undefined);
  const type = (items: unknown[]) => {
    typed.current = items.map(text).join("\n");
    set(items);
  };
  if (sort.choices?.length) return <Boxes label={label} choices={sort.choices} values={values} sort={sort} set={set} shown={shown} />;
  if (many.current) return <Lines label={label} path={path} values={values} sort={sort} set={type} takesFocus={pasted} />;
  const paste = (event: ClipboardEvent) => {
    const lines = linesOf(event.clipboardData.getData("text"), /[\n\t;]+/);
    if (lines.length < 2) return;
    event.preventDefault();
    pasted.current = true;
    set([...values, ...allMeant(lines, sort, values)]);
  };
  return (
    <span role="group" aria-label={label} className="smartcom-values" onPaste={paste}>
      {[...values, undefined].map((item, place) => (
        <Value
          key={place}
          label={place === values.length ? `${label}: ${words.anotherValue}` : `${label} ${place + 1}`}
          path={[...path, place]}
          value={item}
          sort={sort}
          put={(given) => type([...values.slice(0, place), ...(given === undefined ? [] : [given]), ...values.slice(place + 1)])}
        />
      ))}
      {shown}
    </span>
  );
}

interface LinesProps extends Pick<Props, "label" | "path" | "sort"> {
  values: unknown[];
  set(items: unknown[]): void;
  takesFocus: RefObject<boolean>;
}

/** Each value on a line of its own; what is wrong is said below, with the value that it is about. */
function Lines({ label, path, values, sort, set, takesFocus }: LinesProps) {
  const words = useWords(WORDS);
  const language = useLanguage();
  const { described, shown } = useFaults(path);
  const caption = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const begun = useRef(values);
  const written = values.map(text).join("\n");
  const [draft, setDraft] = useState(written);
  const items = (typed: string) => allMeant(linesOf(typed, "\n"), sort, begun.current);
  useEffect(() => {
    if (takesFocus.current) field.current?.focus({ preventScroll: true });
    takesFocus.current = false;
  }, [takesFocus]);
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    document.execCommand("insertText", false, "\n"); // JupyterLab keeps Enter from every field inside a cell
  };
  return (
    <span className="smartcom-value">
      <textarea
        {...described}
        ref={field}
        aria-label={label}
        aria-describedby={[described["aria-describedby"], caption].filter(Boolean).join(" ")}
        rows={8}
        spellCheck={false}
        value={items(draft).map(text).join("\n") === written ? draft : written}
        onKeyDown={press}
        onChange={({ target }) => {
          setDraft(target.value);
          const next = items(target.value);
          if (next.map(text).join("\n") !== written) set(next);
        }}
      />
      <span id={caption} className="quiet">
        {counted(values.length, words.lines, language)}
      </span>
      {shown}
    </span>
  );
}

/** What stands on lines of a text, or between other signs. */
function linesOf(given: string, between: string | RegExp): string[] {
  return given.split(between).map((line) => line.trim()).filter(Boolean);
}

/** The values that lines stand for; where they may be numbers or text, numbers only if nothing is lost and none was text. */
function allMeant(lines: string[], sort: Sort, before: unknown[]): unknown[] {
  const areNumbers = before.every((value) => typeof value === "number") && lines.every((line) => String(Number(line)) === line);
  return sort.takes === "number" || (sort.takes === "either" && areNumbers) ? lines.map((line) => meant(line, sort)) : lines;
}

interface BoxesProps {
  label: string;
  choices: string[];
  values: unknown[];
  sort: Sort;
  set(items: unknown[]): void;
  shown: ReactNode;
}

function Boxes({ label, choices, values, sort, set, shown }: BoxesProps) {
  const means = (choice: string) => (sort.takes === "number" ? Number(choice) : choice);
  return (
    <span role="group" aria-label={label} className="smartcom-values">
      {choices.map((choice) => (
        <label key={choice}>
          <input
            type="checkbox"
            checked={values.includes(means(choice))}
            onChange={({ target }) =>
              set(choices.map(means).filter((one) => (one === means(choice) ? target.checked : values.includes(one))))
            }
          />
          {choice}
        </label>
      ))}
      {shown}
    </span>
  );
}
