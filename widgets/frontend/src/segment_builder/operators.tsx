/** What a value must be: comparisons that suit its type, all of which hold. */
import { useWords } from "../core/language";
import { useBuilding, useFaults } from "./context";
import { type Sort, Value, Values } from "./inputs";
import type { Column, Data, Operator, Path } from "./shown";
import { WORDS } from "./words";

const OR_UNKNOWN = "or_unknown";
const NUMBERS = ["integer", "number", "money"];
const MONTHS = Array.from({ length: 12 }, (_, month) => String(month + 1));

/** What is compared: its type, and the values it may have. */
export type Compared = Pick<Column, "type" | "choices" | "source">;

export function Operators({ label, path, value, of }: { label: string; path: Path; value: unknown; of: Compared }) {
  const { forms, change } = useBuilding();
  const words = useWords(WORDS);
  const { shown } = useFaults(path, true);
  const asked = (value ?? {}) as Data;
  const suiting = forms.operators[of.type] ?? [];
  const given = Object.keys(asked).filter((name) => name !== OR_UNKNOWN);
  const free = suiting.filter((operator) => !given.includes(operator.name));
  const exchange = (from: string, to: string) => {
    const entries = Object.entries(asked).map(([name, operand]) => (name === from ? [to, kept(suiting, from, to, operand)] : [name, operand]));
    change(path, Object.fromEntries(entries));
  };
  const names = given.length > 0 ? given : [""];
  return (
    <div role="group" aria-label={label} className="smartcom-operators">
      {names.map((name) => (
        <span key={name} className="smartcom-operator">
          <select
            aria-label={`${label}: ${words.operator}`}
            value={name}
            onChange={({ target }) => (name === "" ? change([...path, target.value], null) : exchange(name, target.value))}
          >
            {name === "" && <option value="">{words.choose}</option>}
            {suiting.map((operator) => (
              <option key={operator.name} value={operator.name} disabled={operator.name !== name && given.includes(operator.name)}>
                {operator.label}
              </option>
            ))}
          </select>
          <Operand label={label} path={[...path, name]} value={asked[name]} operator={suiting.find((one) => one.name === name)} of={of} />
          {given.length > 1 && (
            <button type="button" aria-label={words.remove(suiting.find((one) => one.name === name)?.label ?? name)} onClick={() => change([...path, name], undefined)}>
              ×
            </button>
          )}
        </span>
      ))}
      {given.length > 0 && (
        <>
          <label className="smartcom-unknown">
            <input type="checkbox" checked={asked[OR_UNKNOWN] === true} onChange={({ target }) => change([...path, OR_UNKNOWN], target.checked || undefined)} />
            {words.orUnknown}
          </label>
          {free.length > 0 && (
            <button type="button" aria-label={`${label}: ${words.addOperator}`} title={words.addOperator} onClick={() => change([...path, free[0]!.name], null)}>
              +
            </button>
          )}
        </>
      )}
      {shown}
    </div>
  );
}

/** The operand of one comparison for another, where both take the same. */
function kept(suiting: Operator[], from: string, to: string, operand: unknown): unknown {
  const [one, other] = [from, to].map((name) => suiting.find((operator) => operator.name === name)?.takes);
  return one === other ? operand : null;
}

interface OperandProps {
  label: string;
  path: Path;
  value: unknown;
  operator: Operator | undefined;
  of: Compared;
}

function Operand({ label, path, value, operator, of }: OperandProps) {
  const words = useWords(WORDS);
  const own = { label: `${label}: ${words.value}`, path, value, stays: true };
  const sort = sortOf(of);
  switch (operator?.takes) {
    case undefined:
      return null;
    case "one":
      return <Value {...own} sort={sort} />;
    case "pair":
      return <Pair {...own} sort={sort} />;
    case "many":
      return <Values {...own} sort={sort} />;
    case "days":
      return <Value {...own} sort={{ takes: "number" }} />;
    case "flag":
      return <Value {...own} sort={{ takes: "flag" }} />;
    case "months":
      return <Values {...own} sort={{ takes: "number", choices: MONTHS }} />;
    case "dates_of_year":
      return <Values {...own} sort={{ takes: "text" }} />;
    case "name":
      return <Value {...own} sort={{ takes: "text", source: "directory_items.directory" }} />;
  }
}

function Pair({ label, path, value, sort }: { label: string; path: Path; value: unknown; sort: Sort }) {
  const { change } = useBuilding();
  const words = useWords(WORDS);
  const { shown } = useFaults(path, true);
  const pair = Array.isArray(value) ? (value as unknown[]) : [null, null];
  return (
    <span role="group" aria-label={label} className="smartcom-values">
      {[words.from, words.to].map((name, place) => (
        <label key={name}>
          {name}
          <Value
            label={`${label} ${name}`}
            path={[...path, place]}
            value={pair[place]}
            sort={sort}
            put={(given) => change(path, [0, 1].map((other) => (other === place ? (given ?? null) : (pair[other] ?? null))))}
          />
        </label>
      ))}
      {shown}
    </span>
  );
}

function sortOf({ type, choices, source }: Compared): Sort {
  if (type === "boolean") return { takes: "flag" };
  if (type === "json") return { takes: "either" };
  if (type === "date" || type === "instant") return { takes: "date" };
  return NUMBERS.includes(type) ? { takes: "number" } : { takes: "text", choices, source };
}
