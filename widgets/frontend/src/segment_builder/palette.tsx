/** All that can be asked, found by its name or by the name of its group. */
import { type FocusEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";

import { useWords } from "../core/language";
import { useBuilding } from "./context";
import type { Forms, Offer } from "./shown";
import { WORDS } from "./words";

export function Palette({ label, pick, begins = false }: { label: string; pick(offer: Offer): void; begins?: boolean }) {
  const words = useWords(WORDS);
  const [open, setOpen] = useState(begins);
  const button = useRef<HTMLButtonElement>(null);
  const close = (back: boolean) => {
    if (!back) return setOpen(begins);
    flushSync(() => setOpen(begins)); // a key that is pressed meanwhile would reach the notebook
    button.current?.focus();
  };
  if (!open)
    return (
      <button type="button" ref={button} className="smartcom-add" aria-label={label === words.add ? undefined : label} onClick={() => setOpen(true)}>
        + {words.add}
      </button>
    );
  const left = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) close(false);
  };
  return (
    <div className="smartcom-palette" onBlur={left}>
      <Search
        takesFocus={!begins}
        pick={(offer) => {
          close(false);
          pick(offer);
        }}
        leave={() => close(true)}
      />
    </div>
  );
}

function Search({ takesFocus, pick, leave }: { takesFocus: boolean; pick(offer: Offer): void; leave(): void }) {
  const { forms } = useBuilding();
  const words = useWords(WORDS);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  const groups = found(forms, typed);
  const offers = groups.flatMap(([, inGroup]) => inGroup);
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus]);
  useEffect(() => {
    if (at > 0) void document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at, list]);
  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setAt((at + step + offers.length) % Math.max(offers.length, 1));
    else if (event.key === "Escape") leave();
    else if (event.key === "Enter") {
      if (offers[at] !== undefined) pick(offers[at]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <input
        ref={field}
        type="text"
        role="combobox"
        autoComplete="off"
        aria-label={words.search}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={offers.length > 0 ? `${list}-${at}` : undefined}
        placeholder={words.search}
        value={typed}
        onKeyDown={press}
        onChange={({ target }) => {
          setTyped(target.value);
          setAt(0);
        }}
      />
      <div role="listbox" id={list} aria-label={words.search}>
        {groups.map(([group, inGroup]) => (
          <div role="group" aria-label={group} key={group}>
            <div className="quiet" aria-hidden="true">
              {group}
            </div>
            {inGroup.map((offer) => {
              const place = offers.indexOf(offer);
              return (
                <div
                  key={place}
                  role="option"
                  id={`${list}-${place}`}
                  aria-selected={place === at}
                  onPointerDown={(event) => event.preventDefault()}
                  onClick={() => pick(offer)}
                >
                  {offer.label}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {offers.length === 0 && <p role="status">{words.nothingFound}</p>}
    </>
  );
}

/** The offers whose name, or whose group, holds what has been typed; those first that are called, or begin, so. */
function found(forms: Forms, typed: string): [string, Offer[]][] {
  const wanted = typed.trim().toLowerCase();
  const far = (offer: Offer) => {
    const name = offer.label.toLowerCase();
    return [name === wanted, name.startsWith(wanted), name.includes(wanted), true].indexOf(true);
  };
  return Object.entries(forms.groups)
    .map(([name, label]): [string, Offer[]] => {
      const offers = forms.offers.filter((offer) => offer.group === name && (far(offer) < 3 || label.toLowerCase().includes(wanted)));
      return [label, wanted === "" ? offers : offers.sort((one, other) => far(one) - far(other))];
    })
    .filter(([, offers]) => offers.length > 0);
}
