/** The tables of a page; a row with a table inside it opens. */
import { useWords } from "../core/language";
import { usePending } from "../core/model";
import { Cells, Table, TitledTable } from "../core/table";
import type { Change, Row, Section } from "./shown";
import { WORDS } from "./words";

interface Props {
  sections: Section[];
  act(order: Record<string, unknown>): void;
}

export function Sections({ sections, act }: Props) {
  const words = useWords(WORDS);
  const [pending, begin] = usePending();
  if (sections.length === 0) return <p>{words.nothingHere}</p>;
  const change = ({ order }: Change) => {
    if (pending) return;
    begin();
    act(order);
  };
  return sections.map(({ title, head, rows }) => (
    <TitledTable key={title} title={title} head={rows.some((row) => row.change) ? [...head, words.change] : head}>
      {rows.map((row, place) => (
        <Line key={place} row={row} change={change} pending={pending} />
      ))}
    </TitledTable>
  ));
}

interface LineProps {
  row: Row;
  pending: boolean;
  change(offered: Change): void;
}

function Line({ row: { cells, inner, change: offered }, pending, change }: LineProps) {
  const last = cells.length - 1;
  const opened = inner.length > 0 ? [...cells.slice(0, last), <Opened key="opened" called={cells[last] ?? ""} rows={inner} />] : cells;
  return (
    <tr>
      <Cells cells={opened} />
      {offered && (
        <td>
          <button type="button" aria-label={`${offered.label}: ${offered.about}`} aria-disabled={pending} onClick={() => change(offered)}>
            {offered.label}
          </button>
        </td>
      )}
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
