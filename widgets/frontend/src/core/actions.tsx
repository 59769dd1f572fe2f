/** What can be done with customers: a tab for each action, and its form. No action is known to this program. */
import { useEffect, useId, useRef, useState } from "react";

import { Action, Field } from "./action";
import { useWords } from "./language";
import { type Asking, isAsked, type Unsure, usePending, useTrait } from "./model";
import { Tabs } from "./tabs";

interface ActionField {
  name: string;
  label: string;
  hint: string;
  required: boolean;
  default: unknown;
  takes: "text" | "number" | "flag" | "choice" | "date";
  choices: string[];
  /** What choices are called, where not as themselves. */
  called: Record<string, string>;
  offered: string[];
  whole: boolean;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

interface ActionForm {
  kind: string;
  label: string;
  fields: ActionField[];
}

type Filled = Record<string, string | boolean>;

const en = { these: "With these customers", working: "Working …", choose: "choose …", cancel: "Cancel" };
const ru: typeof en = { these: "С этими клиентами", working: "Выполняем …", choose: "выберите …", cancel: "Отмена" };
const WORDS = { en, ru };

interface Props {
  label?: string;
  order: Asking<unknown>["order"];
}

/** What is filled in stays when another action is looked at. */
export function Actions({ label, order }: Props) {
  const actions = useTrait<ActionForm[]>("actions");
  const unsure = useTrait<unknown>("unsure");
  const words = useWords(WORDS);
  const [chosen, choose] = useState("");
  const [filled, setFilled] = useState<Record<string, Filled>>({});
  const [refused, setRefused] = useState<unknown>(null);
  const inside = useRef<HTMLDivElement>(null);
  const [pending, begin] = usePending();
  const panel = useId();
  const open = actions.find((action) => action.kind === chosen) ?? actions[0];
  if (open === undefined) return null;
  const given = { ...defaults(open), ...filled[open.kind] };
  const act = (what: Record<string, unknown>) => {
    if (pending) return;
    begin();
    order("act", what);
  };
  const back = () => inside.current?.querySelector<HTMLElement>("button[type=submit]")?.focus();
  const refuse = () => {
    setRefused(unsure);
    back();
  };
  const fill = (name: string, value: string | boolean) => setFilled({ ...filled, [open.kind]: { ...given, [name]: value } });
  const tabs = actions.map((action) => ({ value: action.kind, title: action.label }));
  return (
    <section className="smartcom-acting" aria-label={label ?? words.these}>
      <h4>{label ?? words.these}</h4>
      <Tabs label={label ?? words.these} tabs={tabs} open={open.kind} panel={panel} choose={choose} />
      <div role="tabpanel" ref={inside} id={panel} aria-labelledby={`${panel}-${open.kind}`} className="smartcom-panel smartcom-actions">
        <Action key={open.kind} title={open.label} act={() => act({ kind: open.kind, fields: meant(open, given) })} busy={pending}>
          {open.fields.map((field) => (
            <One key={field.name} field={field} value={given[field.name]!} change={(value) => fill(field.name, value)} />
          ))}
        </Action>
        {isAsked(unsure) && unsure !== refused && !pending && isSame(unsure, { kind: open.kind, fields: meant(open, given) }) && (
          <Sure
            unsure={unsure}
            title={open.label}
            yes={() => {
              back();
              act({ kind: unsure.kind, fields: unsure.fields, sure: true });
            }}
            no={refuse}
          />
        )}
        {pending && <progress aria-label={words.working} />}
      </div>
    </section>
  );
}

/** Whether what stands in the form is still what was asked about. */
function isSame({ kind, fields }: Unsure, other: { kind: string; fields: Record<string, unknown> }): boolean {
  const names = new Set([...Object.keys(fields), ...Object.keys(other.fields)]);
  return kind === other.kind && [...names].every((name) => fields[name] === other.fields[name]);
}

interface SureProps {
  unsure: Unsure;
  title: string;
  yes(): void;
  no(): void;
}

/** A question before it is done. To cancel has the focus, and is what Escape means. */
function Sure({ unsure, title, yes, no }: SureProps) {
  const words = useWords(WORDS);
  const question = useId();
  const safe = useRef<HTMLButtonElement>(null);
  useEffect(() => safe.current?.focus(), [unsure]);
  return (
    <div role="alertdialog" aria-label={title} aria-describedby={question} className="smartcom-sure" onKeyDown={({ key }) => key === "Escape" && no()}>
      <p id={question}>{unsure.question}</p>
      <span>
        <button type="button" ref={safe} onClick={no}>
          {words.cancel}
        </button>
        <button type="button" onClick={yes}>
          {title}
        </button>
      </span>
    </div>
  );
}

interface OneProps {
  field: ActionField;
  value: string | boolean;
  change(value: string | boolean): void;
}

function One({ field, value, change }: OneProps) {
  const words = useWords(WORDS);
  const { takes, required, choices, offered, minimum, maximum, maxLength } = field;
  const label = field.hint ? `${field.label}: ${field.hint}` : field.label;
  if (takes === "flag")
    return (
      <label className="smartcom-flag">
        <input type="checkbox" checked={value === true} onChange={({ target }) => change(target.checked)} />
        {label}
      </label>
    );
  if (takes === "choice")
    return (
      <label>
        {label}
        <select value={String(value)} required={required} onChange={({ target }) => change(target.value)}>
          {field.default == null && <option value="">{words.choose}</option>}
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {field.called[choice] ?? choice}
            </option>
          ))}
        </select>
      </label>
    );
  const limits = takes === "number" ? { min: minimum, max: maximum, step: field.whole ? 1 : ("any" as const) } : { maxLength };
  return <Field label={label} type={takes} value={String(value)} change={change} required={required} offered={offered} {...limits} />;
}

function defaults({ fields }: ActionForm): Filled {
  return Object.fromEntries(fields.map((field) => [field.name, field.takes === "flag" ? field.default === true : String(field.default ?? "")]));
}

/** What is filled in as the kernel understands it; what is left blank is absent. */
function meant({ fields }: ActionForm, given: Filled): Record<string, unknown> {
  const written = fields.filter((field) => String(given[field.name]).trim() !== "");
  return Object.fromEntries(written.map(({ name, takes }) => [name, takes === "number" ? Number(given[name]) : given[name]]));
}
