/** What is done, and what each row of it must be: all that stands together here speaks of the same row. */
import { useWords } from "../core/language";
import { useBuilding, useFaults } from "./context";
import { Operators } from "./operators";
import { Value } from "./inputs";
import type { Column, Data, Path } from "./shown";
import { WORDS } from "./words";

const [EVERY, EITHER, NEITHER] = ["all", "any", "not"] as const;

export function Activity({ label, path, value }: { label: string; path: Path; value: unknown }) {
  const { forms, change } = useBuilding();
  const words = useWords(WORDS);
  const { described, shown } = useFaults(path, true);
  const asked = whole(value);
  const kind = (asked["kind"] as string | undefined) ?? "";
  const activity = forms.activities[kind];
  return (
    <div className="smartcom-activity">
      <select {...described} aria-label={label} title={activity?.help} value={kind} onChange={({ target }) => change(path, { kind: target.value })}>
        {kind === "" && <option value="">{words.choose}</option>}
        {Object.entries(forms.activities).map(([name, { label: called }]) => (
          <option key={name} value={name}>
            {called}
          </option>
        ))}
      </select>
      {shown}
      {activity && (
        <Rows
          label={`${activity.label}, ${words.row}`}
          path={[...path, "where"]}
          value={asked["where"]}
          columns={activity.columns}
          put={(where) => change(path, { ...asked, where })}
        />
      )}
    </div>
  );
}

/** An activity as a mapping: its kind alone is written where any row will do. */
export function whole(value: unknown): Data {
  return typeof value === "string" ? { kind: value } : ((value ?? {}) as Data);
}

interface RowsProps {
  label: string;
  path: Path;
  value: unknown;
  columns: Column[];
  put(value: Data | undefined): void;
}

function Rows({ label, path, value, columns, put }: RowsProps) {
  const words = useWords(WORDS);
  const { shown } = useFaults(path, true);
  const asked = (value ?? {}) as Data;
  const set = (name: string, given: unknown) => {
    const { [name]: _, ...others } = asked;
    const next = given === undefined ? others : { ...asked, [name]: given };
    put(Object.keys(next).length > 0 ? next : undefined);
  };
  const named = Object.keys(asked).filter((name) => name !== EVERY && name !== EITHER && name !== NEITHER);
  const inner = (name: typeof EVERY | typeof EITHER) => (asked[name] as Data[] | undefined) ?? [];
  const add = (name: string) => {
    if (name === EITHER) set(EITHER, [...inner(EITHER), {}, {}]);
    else if (name === NEITHER) set(NEITHER, {});
    else set(columns.find((one) => one.name === name)?.type === "json" ? `${name}.` : name, {});
  };
  return (
    <div role="group" aria-label={label} className="smartcom-rows">
      {named.map((name) => (
        <Row key={columnOf(columns, name)?.name ?? name} name={name} path={[...path, name]} value={asked[name]} columns={columns} set={set} rename={(to) => put(renamed(asked, name, to))} />
      ))}
      {[EVERY, EITHER].map((joint) =>
        inner(joint).map((rows, place) => (
          <div key={`${joint} ${place}`} className="smartcom-inner">
            {joint === EITHER && <span className="quiet">{place === 0 ? words.either : words.or}</span>}
            <Rows
              label={`${words.either} ${place + 1}`}
              path={[...path, joint, place]}
              value={rows}
              columns={columns}
              put={(given) => set(joint, inner(joint).map((other, at) => (at === place ? (given ?? {}) : other)))}
            />
            <button type="button" aria-label={words.remove(`${words.either} ${place + 1}`)} onClick={() => set(joint, without(inner(joint), place))}>
              ×
            </button>
          </div>
        )),
      )}
      {inner(EITHER).length > 0 && (
        <button type="button" onClick={() => set(EITHER, [...inner(EITHER), {}])}>
          {words.anotherWay}
        </button>
      )}
      {asked[NEITHER] !== undefined && (
        <div className="smartcom-inner">
          <span className="quiet">{words.neither}</span>
          <Rows label={words.neither} path={[...path, NEITHER]} value={asked[NEITHER]} columns={columns} put={(given) => set(NEITHER, given ?? {})} />
          <button type="button" aria-label={words.remove(words.neither)} onClick={() => set(NEITHER, undefined)}>
            ×
          </button>
        </div>
      )}
      <select aria-label={`${label}: ${words.addColumn}`} value="" onChange={({ target }) => add(target.value)}>
        <option value="">{words.addColumn}</option>
        {columns
          .filter((column) => column.type === "json" || !named.includes(column.name))
          .map((column) => (
            <option key={column.name} value={column.name}>
              {column.label}
            </option>
          ))}
        <option value={EITHER}>{words.either} …</option>
        {asked[NEITHER] === undefined && <option value={NEITHER}>{words.neither} …</option>}
      </select>
      {shown}
    </div>
  );
}

interface RowProps {
  name: string;
  path: Path;
  value: unknown;
  columns: Column[];
  set(name: string, value: unknown): void;
  rename(to: string): void;
}

function Row({ name, path, value, columns, set, rename }: RowProps) {
  const words = useWords(WORDS);
  const column = columnOf(columns, name);
  const label = column?.label ?? name;
  return (
    <div className="smartcom-row">
      <span>{label}</span>
      {column?.type === "json" && <Inner label={`${label}: ${words.path}`} path={[...path, ""]} name={name} rename={rename} />}
      <Operators label={label} path={path} value={value} of={column ?? { type: "text", choices: [], source: "" }} />
      <button type="button" aria-label={words.remove(label)} onClick={() => set(name, undefined)}>
        ×
      </button>
    </div>
  );
}

/** The name of a field inside JSON: what follows the full stop. */
export function Inner({ label, path, name, rename }: { label: string; path: Path; name: string; rename(to: string): void }) {
  const [outer = "", ...inside] = name.split(".");
  return <Value label={label} path={path} value={inside.join(".")} sort={{ takes: "text" }} put={(given) => rename(`${outer}.${String(given ?? "")}`)} />;
}

export function columnOf(columns: Column[], name: string): Column | undefined {
  return columns.find((column) => column.name === name || (column.type === "json" && name.startsWith(`${column.name}.`)));
}

function renamed(asked: Data, from: string, to: string): Data {
  return Object.fromEntries(Object.entries(asked).map(([name, value]) => [name === from ? to : name, value]));
}

function without<T>(items: T[], place: number): T[] | undefined {
  const left = items.filter((_, at) => at !== place);
  return left.length > 0 ? left : undefined;
}
