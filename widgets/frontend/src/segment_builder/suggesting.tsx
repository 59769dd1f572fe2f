/** A field whose values are suggested: by what has been typed of them, or of what they are called. */
import { type KeyboardEvent, useEffect, useId, useState } from "react";

import { useWords } from "../core/language";
import { useBuilding } from "./context";
import type { Suggestion } from "./shown";
import { WORDS } from "./words";

interface Props {
  own: { "aria-label": string; title?: string | undefined; "aria-describedby"?: string; "aria-invalid"?: true };
  source: string;
  /** What stands in the field. */
  typed: string;
  type(typed: string): void;
}

export function Suggesting({ own, source, typed, type }: Props) {
  const { suggest, suggested } = useBuilding();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useId();
  const called = useId();
  const offered = open && suggested?.source === source ? suggested.values : [];
  const ask = (text: string) => {
    setOpen(true);
    setAt(-1);
    suggest(source, text);
  };
  const choose = (one: Suggestion) => {
    setOpen(false);
    type(one.value);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && !open) ask(typed);
    else if (step !== undefined) setAt((at < 0 && step < 0 ? offered.length - 1 : at + step + offered.length) % Math.max(offered.length, 1));
    else if (event.key === "Enter" && offered[at] !== undefined) choose(offered[at]);
    else if (event.key === "Escape" && offered.length > 0) setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  useEffect(() => {
    if (at >= 0) document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at, list]);
  return (
    <span className="smartcom-suggesting" onBlur={() => setOpen(false)}>
      <input
        {...own}
        aria-describedby={[own["aria-describedby"], called].filter(Boolean).join(" ")}
        type="text"
        role="combobox"
        autoComplete="off"
        aria-autocomplete="list"
        aria-expanded={offered.length > 0}
        aria-controls={list}
        aria-activedescendant={at >= 0 && at < offered.length ? `${list}-${at}` : undefined}
        value={typed}
        onFocus={() => ask(typed)}
        onKeyDown={press}
        onChange={({ target }) => {
          type(target.value);
          ask(target.value);
        }}
      />
      <div role="listbox" id={list} aria-label={own["aria-label"]} hidden={offered.length === 0}>
        {offered.map((one, place) => (
          <div
            key={one.value}
            role="option"
            id={`${list}-${place}`}
            aria-selected={place === at}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(one)}
          >
            {one.label} {one.label !== one.value && <span className="quiet">{one.value}</span>}
          </div>
        ))}
      </div>
      <Called id={called} source={source} value={typed} isFaulty={own["aria-invalid"] === true} />
    </span>
  );
}

/** What an id is called, below its field; nothing where values are their own names. */
function Called({ id, source, value, isFaulty }: { id: string; source: string; value: string; isFaulty: boolean }) {
  const { name, named } = useBuilding();
  const words = useWords(WORDS);
  const called = named[source]?.[value];
  useEffect(() => {
    if (value !== "") name(source, value);
  }, [name, source, value]);
  return (
    <span id={id} className="smartcom-called quiet">
      {called === null && !isFaulty ? words.nothingCalled : called !== value && called}
    </span>
  );
}
