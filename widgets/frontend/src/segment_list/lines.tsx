/** A row per segment, in the order that a head was pressed for; empty values stand last. */
import { useWords } from "../core/language";
import type { Asking } from "../core/model";
import { type Line, MOST, type Question, type Shown } from "./shown";
import { WORDS } from "./words";

export function Lines({ shown, asking }: { shown: Shown; asking: Asking<Question> }) {
  const words = useWords(WORDS);
  const { asked, ask } = asking;
  const toggle = (name: string) =>
    ask({
      chosen: asked.chosen.includes(name) ? asked.chosen.filter((other) => other !== name) : [...asked.chosen, name],
    });
  return (
    <div className="smartcom-scroll" role="group" aria-label={words.title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {shown.heads.map((head) => (
              <Head key={head.column} {...head} asking={asking} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted(shown.lines, asked).map((line) => (
            <Row
              key={line.name}
              line={line}
              chosen={asked.chosen.includes(line.name)}
              full={asked.chosen.length >= MOST}
              toggle={toggle}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ column, title, asking: { asked, ask } }: { column: string; title: string; asking: Asking<Question> }) {
  const here = asked.sort === column;
  const arrow = here ? (asked.descending ? " ↓" : " ↑") : "";
  return (
    <th scope="col" aria-sort={here ? (asked.descending ? "descending" : "ascending") : "none"}>
      <button type="button" onClick={() => ask({ sort: column, descending: here && !asked.descending })}>
        {title}
        <span aria-hidden="true">{arrow}</span>
      </button>
    </th>
  );
}

interface RowProps {
  line: Line;
  chosen: boolean;
  full: boolean;
  toggle(name: string): void;
}

function Row({ line, chosen, full, toggle }: RowProps) {
  const words = useWords(WORDS);
  return (
    <tr data-faulty={line.faulty || undefined} data-chosen={chosen || undefined}>
      <th scope="row">
        <label>
          <input
            type="checkbox"
            checked={chosen}
            disabled={!chosen && (line.faulty || full)}
            aria-label={words.pick(line.name)}
            onChange={() => toggle(line.name)}
          />{" "}
          <b>{line.name}</b> {line.title}
        </label>
        <span className={line.faulty ? "smartcom-fault" : "quiet"}>{line.who}</span>
      </th>
      {line.cells.map((cell, place) => (
        <td key={place}>{cell}</td>
      ))}
    </tr>
  );
}

function sorted(lines: Line[], { sort, descending }: Question): Line[] {
  const direction = descending ? -1 : 1;
  return [...lines].sort((one, other) => {
    const [a, b] = [one.order[sort] ?? null, other.order[sort] ?? null];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    const way = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
    return direction * way;
  });
}
