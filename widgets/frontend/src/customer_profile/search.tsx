/** Look for a customer; each one found is a button. */
import { useId } from "react";

import { useWords } from "../core/language";
import { useTrait } from "../core/model";
import type { Found, Shown } from "./shown";
import { WORDS } from "./words";

interface Props {
  text: string;
  pending: boolean;
  type(text: string): void;
  choose(customer_id: string): void;
}

export function Search({ text, pending, type, choose }: Props) {
  const words = useWords(WORDS);
  const hint = useId();
  return (
    <div role="search">
      <label className="smartcom-search">
        {words.search}
        <input
          type="search"
          value={text}
          maxLength={200}
          aria-describedby={hint}
          onChange={(event) => type(event.target.value)}
        />
      </label>
      <span id={hint} className="quiet">
        {words.hint}
      </span>
      <div aria-live="polite">{text.trim() !== "" && <Results pending={pending} choose={choose} />}</div>
    </div>
  );
}

function Results({ pending, choose }: Pick<Props, "pending" | "choose">) {
  const words = useWords(WORDS);
  const { found, most } = useTrait<Shown>("shown");
  if (pending) return <p aria-busy="true">{words.searching}</p>;
  if (found.length === 0) return <p>{words.nobodyFound}</p>;
  return (
    <>
      <ul className="smartcom-found" aria-label={words.found}>
        {found.map((one) => (
          <li key={one.customer_id}>
            <One one={one} choose={choose} />
          </li>
        ))}
      </ul>
      {found.length === most && <p className="quiet">{words.firstOnly(most)}</p>}
    </>
  );
}

function One({ one, choose }: { one: Found; choose(customer_id: string): void }) {
  const words = useWords(WORDS);
  const known = [one.name, one.city, one.phone, one.email].filter((part) => part !== "");
  return (
    <button type="button" onClick={() => choose(one.customer_id)}>
      <b>{one.customer_id}</b> {known.join(" · ")} <span className="quiet">{words.by[one.found_by]}</span>
    </button>
  );
}
