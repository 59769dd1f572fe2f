/** The tables of a page; a row with a table inside it opens. */
import { useId } from "react";

import { useWords } from "../core/language";
import type { Row, Section } from "./shown";
import { WORDS } from "./words";

export function Sections({ sections }: { sections: Section[] }) {
  const words = useWords(WORDS);
  if (sections.length === 0) return <p>{words.nothingHere}</p>;
  return sections.map((section) => <One key={section.title} section={section} />);
}

function One({ section }: { section: Section }) {
  const title = useId();
  return (
    <section aria-labelledby={title}>
      <h4 id={title}>{section.title}</h4>
      <div className="smartcom-scroll" role="group" aria-labelledby={title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {section.head.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {section.rows.map((row, place) => (
              <Line key={place} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Line({ row: { cells, inner } }: { row: Row }) {
  const last = cells.length - 1;
  return (
    <tr>
      {cells.map((cell, place) => (
        <td key={place}>{place === last && inner.length > 0 ? <Opened called={cell} rows={inner} /> : cell}</td>
      ))}
    </tr>
  );
}

function Opened({ called, rows: [head, ...body] }: { called: string; rows: string[][] }) {
  return (
    <details>
      <summary>{called}</summary>
      <table>
        <thead>
          <tr>
            {head?.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, place) => (
                <td key={place}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
