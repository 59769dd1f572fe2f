/** The chosen segments side by side, with everybody beside them. */
import { useId } from "react";

import { useWords } from "../core/language";
import type { Comparison as Compared } from "./shown";
import { WORDS } from "./words";

export function Comparison({ comparison: { head, rows } }: { comparison: Compared }) {
  const words = useWords(WORDS);
  const title = useId();
  return (
    <section aria-labelledby={title}>
      <h4 id={title}>{words.comparison}</h4>
      <div className="smartcom-scroll" role="group" aria-labelledby={title} tabIndex={0}>
        <table className="smartcom-comparison">
          <thead>
            <tr>
              <td />
              {head.slice(1).map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([label, ...cells]) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {cells.map((cell, place) => (
                  <td key={place}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
