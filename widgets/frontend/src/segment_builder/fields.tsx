/** The form of a condition, drawn from its fields: those that are required or filled in; the others can be added. */
import { useWords } from "../core/language";
import { useBuilding, useFaults } from "./context";
import { type Sort, Value, Values } from "./inputs";
import { Operators } from "./operators";
import { Activity, columnOf, Inner, whole } from "./rows";
import type { Column, Data, Field, Kind, Path } from "./shown";
import { WORDS } from "./words";

const MOST_BOXES = 12;

interface Props {
  node: Data;
  kind: Kind;
  path: Path;
}

export function Fields({ node, kind, path }: Props) {
  const { change } = useBuilding();
  const words = useWords(WORDS);
  const own = kind.fields.filter((field) => field.takes !== "condition");
  const drawn = own.filter((field) => field.required || node[field.name] !== undefined || own.length === 1);
  const further = own.filter((field) => !drawn.includes(field));
  const ordered = [...drawn].sort((one, other) => Number(other.required) - Number(one.required));
  return (
    <div className="smartcom-fields">
      {ordered.map((field) => (
        <div key={field.name} className="smartcom-field">
          {isPlainName(field, kind) ? null : <span title={field.help}>{field.label}</span>}
          <One node={node} kind={kind} field={field} path={[...path, field.name]} />
          {!field.required && own.length > 1 && (
            <button type="button" aria-label={words.remove(field.label)} onClick={() => change([...path, field.name], undefined)}>
              ×
            </button>
          )}
        </div>
      ))}
      {further.length > 0 && (
        <select
          aria-label={words.moreFieldsLabel(kind.label)}
          value=""
          onChange={({ target }) => change([...path, target.value], first(further.find((field) => field.name === target.value)!))}
        >
          <option value="">{words.moreFields}</option>
          {further.map((field) => (
            <option key={field.name} value={field.name}>
              {field.label}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

/** With what a field begins that was just added. */
function first(field: Field): unknown {
  if (field.takes === "operators" || field.takes === "measure") return {};
  return field.several ? [] : (field.default ?? null);
}

/** The name of a column stands in the head of its condition, and is chosen there. */
function isPlainName(field: Field, kind: Kind): boolean {
  return (kind.columns.length > 0 && (field.name === "name" || field.takes === "operators")) || kind.fields.length === 1;
}

function One({ node, kind, field, path }: { node: Data; kind: Kind; field: Field; path: Path }) {
  const { change } = useBuilding();
  const words = useWords(WORDS);
  const value = node[field.name];
  const column = columnOf(kind.columns, String(node["name"] ?? ""));
  const own = { label: field.label, path, value, title: field.help, stays: true };
  switch (field.takes) {
    case "operators":
      return <Operators label={column?.label ?? field.label} path={path} value={value} of={column ?? { type: field.compares, choices: [], source: "" }} />;
    case "measure":
      return <Measure node={node} field={field} path={path} />;
    case "activity":
      return field.several ? <Steps field={field} path={path} value={value} /> : <Activity label={field.label} path={path} value={value} />;
    case "condition":
      return null;
  }
  if (field.name === "name" && kind.columns.length > 0)
    return column?.type === "json" ? <Inner label={`${column.label}: ${words.path}`} path={path} name={String(value)} rename={(to) => change(path, to)} /> : null;
  return field.several ? <Values {...own} sort={sortOf(field)} /> : <Value {...own} sort={sortOf(field)} />;
}

function sortOf(field: Field): Sort {
  const { minimum, maximum, choices, source, takes } = field;
  const few = takes === "number" && field.several && minimum !== undefined && maximum !== undefined && maximum - minimum < MOST_BOXES;
  const scores = few ? Array.from({ length: maximum - minimum + 1 }, (_, place) => String(minimum + place)) : choices;
  return { takes: takes === "choice" ? "text" : (takes as Sort["takes"]), choices: scores, source };
}

/** What a column of the rows adds up to. */
function Measure({ node, field, path }: { node: Data; field: Field; path: Path }) {
  const { forms, change } = useBuilding();
  const words = useWords(WORDS);
  const { described, shown } = useFaults([...path, "of"], true);
  const asked = (node[field.name] ?? {}) as Data;
  const activity = activityOf(node, forms.activities);
  const measure = forms.measures[field.name];
  const columns = (activity?.columns ?? []).filter((column) => measure?.types.includes(column.type) ?? true);
  const column: Column | undefined = columns.find((one) => one.name === asked["of"]);
  const type = measure?.type ?? column?.type ?? "number";
  return (
    <>
      <select {...described} aria-label={field.label} value={String(asked["of"] ?? "")} onChange={({ target }) => change([...path, "of"], target.value)}>
        <option value="">{words.choose}</option>
        {columns.map((one) => (
          <option key={one.name} value={one.name}>
            {one.label}
          </option>
        ))}
      </select>
      {shown}
      <Operators label={field.label} path={[...path, "is"]} value={asked["is"]} of={{ type, choices: [], source: "" }} />
    </>
  );
}

/** The activity that a condition speaks of, whatever the field is called that names it. */
function activityOf<T>(node: Data, activities: Record<string, T>): T | undefined {
  return Object.values(node)
    .filter((value) => typeof value === "string" || (typeof value === "object" && value !== null))
    .map((value) => activities[String(whole(value)["kind"] ?? "")])
    .find((found) => found !== undefined);
}

function Steps({ field, path, value }: { field: Field; path: Path; value: unknown }) {
  const { change } = useBuilding();
  const words = useWords(WORDS);
  const { shown } = useFaults(path, true);
  const given = (value as unknown[] | undefined) ?? [];
  const missing = Math.max((field.minItems ?? 1) - given.length, 0);
  const steps = [...given, ...Array.from({ length: missing }, () => ({}))];
  return (
    <ol className="smartcom-steps">
      {steps.map((step, place) => (
        <li key={place}>
          <Activity label={`${field.label} ${place + 1}`} path={[...path, place]} value={step} />
          {steps.length > (field.minItems ?? 1) && (
            <button type="button" aria-label={words.remove(`${field.label} ${place + 1}`)} onClick={() => change(path, steps.filter((_, at) => at !== place))}>
              ×
            </button>
          )}
        </li>
      ))}
      <li className="smartcom-more">
        <button type="button" aria-label={`${field.label} ${steps.length + 1}`} onClick={() => change(path, [...steps, {}])}>
          +
        </button>
        {shown}
      </li>
    </ol>
  );
}
