/** The tables of a page; a row with a table inside it opens. */
import { useWords } from "../core/language";
import { Cells, Table, TitledTable } from "../core/table";
import type { Row, Section } from "./shown";
import { WORDS } from "./words";

export function Sections({ sections }: { sections: Section[] }) {
  const words = useWords(WORDS);
  if (sections.length === 0) return <p>{words.nothingHere}</p>;
  return sections.map(({ title, head, rows }) => (
    <TitledTable key={title} title={title} head={head}>
      {rows.map((row, place) => (
        <Line key={place} row={row} />
      ))}
    </TitledTable>
  ));
}

function Line({ row: { cells, inner } }: { row: Row }) {
  const last = cells.length - 1;
  const opened = inner.length > 0 ? [...cells.slice(0, last), <Opened key="opened" called={cells[last] ?? ""} rows={inner} />] : cells;
  return (
    <tr>
      <Cells cells={opened} />
    </tr>
  );
}

function Opened({ called, rows: [head = [], ...body] }: { called: string; rows: string[][] }) {
  return (
    <details>
      <summary>{called}</summary>
      <Table head={head}>
        {body.map((cells, row) => (
          <tr key={row}>
            <Cells cells={cells} />
          </tr>
        ))}
      </Table>
    </details>
  );
}
