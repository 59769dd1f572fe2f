/** For whom the message is shown: one who does not exist, or a customer who is looked for. */
import { useEffect, useId, useState } from "react";

import { useWords } from "../core/language";
import { type Asking, useModel, useTrait } from "../core/model";
import type { Found, Question } from "./shown";
import { WORDS } from "./words";

const TYPING_PAUSE_MS = 250;

export function Whom({ asking: { asked, ask }, faults }: { asking: Asking<Question>; faults: Record<string, string> }) {
  const words = useWords(WORDS);
  const customers = useTrait<{ who: string; label: string }[]>("customers");
  const group = useId();
  const isChosen = (who: string) => asked.customer_id === "" && asked.invented === who;
  return (
    <fieldset className="smartcom-whom">
      <legend>{words.whom}</legend>
      {customers.map(({ who, label }) => (
        <label key={who}>
          <input type="radio" name={group} checked={isChosen(who)} onChange={() => ask({ invented: who, customer_id: "" })} /> {label}
          {who in faults && <span aria-hidden> ⚠</span>}
        </label>
      ))}
      {asked.customer_id !== "" && (
        <label>
          <input type="radio" name={group} checked readOnly /> {asked.customer_id}
        </label>
      )}
      <Search choose={(customer_id) => ask({ customer_id })} />
    </fieldset>
  );
}

function Search({ choose }: { choose(customer_id: string): void }) {
  const words = useWords(WORDS);
  const model = useModel();
  const found = useTrait<Found>("found");
  const [text, type] = useState("");
  useEffect(() => {
    if (text.trim() === "") return;
    const pause = setTimeout(() => model.send({ command: "search", fields: { text }, asked: model.get("asked") }), TYPING_PAUSE_MS);
    return () => clearTimeout(pause);
  }, [text, model]);
  const pick = (customer_id: string) => {
    type("");
    choose(customer_id);
  };
  return (
    <span className="smartcom-customer">
      <input type="search" aria-label={words.another} placeholder={`${words.another}: ${words.hint}`} value={text} maxLength={200} onChange={({ target }) => type(target.value)} />
      <span aria-live="polite">
        {text.trim() !== "" && found.text === text && found.customers?.length === 0 && words.nobody}
        {text.trim() !== "" &&
          found.text === text &&
          found.customers?.map((one) => (
            <button key={one.customer_id} type="button" onClick={() => pick(one.customer_id)}>
              <b>{one.customer_id}</b> {[one.name, one.city].filter((part) => part !== "").join(" · ")}
            </button>
          ))}
      </span>
    </span>
  );
}
