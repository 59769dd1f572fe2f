/** Variables and filters to choose from; one that is pressed is inserted where the cursor was. */
import { useState } from "react";

import { useWords } from "../core/language";
import { useTrait } from "../core/model";
import type { Filter, Variable } from "./shown";
import { WORDS } from "./words";

export function Variables({ insert }: { insert(text: string): void }) {
  const words = useWords(WORDS);
  const variables = useTrait<Variable[]>("variables");
  const filters = useTrait<Filter[]>("filters");
  const [typed, type] = useState("");
  const wanted = typed.trim().toLowerCase();
  const fitting = variables.filter(({ path, label, group }) => [path, label, group].some((text) => text.toLowerCase().includes(wanted)));
  const groups = [...new Set(fitting.map(({ group }) => group))];
  return (
    <details className="smartcom-variables">
      <summary>{words.variables}</summary>
      <input type="search" aria-label={words.searchVariables} placeholder={words.searchVariables} value={typed} onChange={({ target }) => type(target.value)} />
      {groups.length === 0 && <p>{words.noVariables}</p>}
      <div className="smartcom-offered" role="group" aria-label={words.variables} tabIndex={0}>
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <h5>{group}</h5>
            {fitting
              .filter((one) => one.group === group)
              .map((one) => (
                <button key={one.path} type="button" title={one.insert} onClick={() => insert(one.insert)}>
                  <code>{one.path}</code> {one.label} {one.example !== "" && <span className="quiet">{one.example}</span>}
                </button>
              ))}
          </section>
        ))}
      </div>
      <details>
        <summary>{words.filters}</summary>
        <dl>
          {filters.map(({ example, label }) => (
            <div key={example}>
              <dt>
                <code>{example}</code>
              </dt>
              <dd>{label}</dd>
            </div>
          ))}
        </dl>
      </details>
    </details>
  );
}
