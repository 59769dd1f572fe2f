/** Fields for single values and for several; each has a name, and says what is wrong with it. */
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useRef, useState } from "react";

import { number, useLanguage, useWords } from "../core/language";
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

/** Several values: a field for each and an empty one for another, or all in one field, where they are many. */
export function Values({ label, path, value, sort, stays = false }: Props) {
  const { change } = useBuilding();
  const words = useWords(WORDS);
  const { shown } = useFaults(path, true);
  const values = Array.isArray(value) ? (value as unknown[]) : value === undefined || value === null ? [] : [value];
  const set = (items: unknown[]) => change(path, items.length > 0 || stays ? items : undefined);
  const many = useRef(false);
  many.current ||= values.length > MANY; // stays so while values are taken away
  if (sort.choices?.length) return <Boxes label={label} choices={sort.choices} values={values} sort={sort} set={set} shown={shown} />;
  if (many.current) return <Lines label={label} path={path} values={values} sort={sort} set={set} />;
  const paste = (event: ClipboardEvent) => {
    const lines = linesOf(event.clipboardData.getData("text"));
    if (lines.length < 2) return;
    event.preventDefault();
    set([...values, ...lines.map((line) => meant(line, sort))]);
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
          put={(given) => set([...values.slice(0, place), ...(given === undefined ? [] : [given]), ...values.slice(place + 1)])}
        />
      ))}
      {shown}
    </span>
  );
}

/** Each value on a line of its own; what is wrong is said below, with the value that it is about. */
function Lines({ label, path, values, sort, set }: Pick<Props, "label" | "path" | "sort"> & { values: unknown[]; set(items: unknown[]): void }) {
  const words = useWords(WORDS);
  const { described, shown } = useFaults(path);
  const written = values.map(text).join("\n");
  const [draft, setDraft] = useState(written);
  const items = (typed: string) => linesOf(typed).map((line) => meant(line, sort));
  const type = (given: string) => {
    setDraft(given);
    set(items(given));
  };
  const typed = items(draft).map(text).join("\n") === written ? draft : written;
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Enter") return; // JupyterLab keeps it from every field inside a cell
    event.preventDefault();
    const field = event.currentTarget;
    field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    type(field.value);
  };
  return (
    <span className="smartcom-value">
      <textarea {...described} aria-label={label} rows={8} spellCheck={false} value={typed} onKeyDown={press} onChange={({ target }) => type(target.value)} />
      <span className="quiet">{words.lines(number(values.length, useLanguage()))}</span>
      {shown}
    </span>
  );
}

/** What stands on lines, or between tabs or semicolons, of a text from elsewhere. */
function linesOf(given: string): string[] {
  return given.split(/[\n\t;]+/).map((line) => line.trim()).filter(Boolean);
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
