/** What can be done with the chosen mailing where it stands: a button, a field where one is needed, a second word. */
import { useEffect, useId, useRef, useState } from "react";

import { Action, Field } from "../core/action";
import { useWords } from "../core/language";
import { type Asking, isAsked, usePending, useTrait } from "../core/model";
import type { Act, Doubt, One } from "./shown";
import { WORDS } from "./words";

interface Props {
  one: One;
  order: Asking<unknown>["order"];
}

/** The field that goes with an act; what has none is done by its button alone. */
const FIELDS: Partial<Record<Act, "at" | "why" | "to">> = { schedule: "at", pause: "why", cancel: "why", copy: "to", rename: "to" };

export function Acting({ one, order }: Props) {
  const words = useWords(WORDS);
  const unsure = useTrait<unknown>("unsure");
  const [open, setOpen] = useState<Act | null>(null);
  const [value, setValue] = useState("");
  const [refused, setRefused] = useState<unknown>(unsure);
  const [pending, begin] = usePending();
  const inside = useRef<HTMLElement>(null);
  const act = (kind: Act, fields: Record<string, string>, sure = false) => {
    if (pending) return;
    begin();
    order("act", { kind, fields, sure });
  };
  const press = (kind: Act) => {
    setRefused(unsure);
    setValue("");
    if (FIELDS[kind] === undefined) act(kind, {});
    else setOpen(open === kind ? null : kind);
  };
  const field = open === null ? undefined : FIELDS[open];
  const asks = isAsked(unsure) && unsure !== refused && !pending;
  const back = () => {
    setRefused(unsure);
    inside.current?.focus();
  };
  return (
    <section className="smartcom-one" aria-label={`${one.title} ${one.occasion}`.trim()} ref={inside} tabIndex={-1}>
      <h4>
        {one.title} {one.occasion}{" "}
        <span className="smartcom-status" data-status={one.status}>
          {one.says}
        </span>
      </h4>
      {one.why !== "" && <p>{one.why}</p>}
      {one.isPlanned && one.recipients > 0 && (
        <p>
          <progress max={one.recipients} value={one.done} aria-label={words.progress(one.done, one.recipients)} />{" "}
          {words.progress(one.done, one.recipients)}
        </p>
      )}
      <p className="smartcom-mailing-acts">
        {one.acts.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-expanded={FIELDS[kind] === undefined ? undefined : open === kind}
            aria-disabled={pending}
            onClick={() => press(kind)}
          >
            {words.acts[kind]}
          </button>
        ))}
      </p>
      {open !== null && field !== undefined && one.acts.includes(open) && (
        <Action title={words.acts[open]} act={() => act(open, value === "" ? {} : { [field]: value })} busy={pending}>
          {field === "at" ? (
            <label>
              {words.at}
              <input type="datetime-local" value={value} required onChange={({ target }) => setValue(target.value)} />
            </label>
          ) : (
            <Field label={words[field]} value={value} change={setValue} required={field === "to"} />
          )}
        </Action>
      )}
      {pending && <progress aria-label={words.working} />}
      {asks && (
        <Sure
          doubt={unsure as unknown as Doubt}
          yes={() => {
            inside.current?.focus();
            setOpen(null);
            act((unsure as unknown as Doubt).kind, (unsure as unknown as Doubt).fields, true);
          }}
          no={back}
        />
      )}
    </section>
  );
}

/** A question before it is done, with whom it would reach. To go back has the focus, and is what Escape means. */
function Sure({ doubt, yes, no }: { doubt: Doubt; yes(): void; no(): void }) {
  const words = useWords(WORDS);
  const question = useId();
  const safe = useRef<HTMLButtonElement>(null);
  useEffect(() => safe.current?.focus(), [doubt]);
  return (
    <div role="alertdialog" aria-label={words.acts[doubt.kind]} aria-describedby={question} className="smartcom-sure" onKeyDown={({ key }) => key === "Escape" && no()}>
      <div id={question}>
        <p>{doubt.question}</p>
        {doubt.volume.length > 0 && (
          <table>
            <tbody>
              {doubt.volume.map(([says, people]) => (
                <tr key={says}>
                  <td>{says}</td>
                  <td>{people}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <span>
        <button type="button" ref={safe} onClick={no}>
          {words.cancel}
        </button>{" "}
        <button type="button" onClick={yes}>
          {words.acts[doubt.kind]}
        </button>
      </span>
    </div>
  );
}
