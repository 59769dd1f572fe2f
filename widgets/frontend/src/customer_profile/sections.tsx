/** The tables of a page; a row with a table inside it opens. */
import { useRef } from "react";

import { useHeldFocus } from "../core/focus";
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
  const page = useRef<HTMLDivElement>(null);
  const holdFocus = useHeldFocus(page);
  if (sections.length === 0) return <p>{words.nothingHere}</p>;
  const change = ({ order }: Change) => {
    if (pending) return;
    holdFocus();
    begin();
    act(order);
  };
  return (
    <div ref={page} tabIndex={-1}>
      {sections.map(({ title, head, rows }) => {
        const changes = rows.some((row) => row.change);
        return (
          <TitledTable key={title} title={title} head={changes ? [...head, words.change] : head}>
            {rows.map((row, place) => (
              <Line key={place} row={row} changes={changes} change={change} pending={pending} />
            ))}
          </TitledTable>
        );
      })}
    </div>
  );
}

interface LineProps {
  row: Row;
  /** Whether something can be changed about some row of the table. */
  changes: boolean;
  pending: boolean;
  change(offered: Change): void;
}

function Line({ row: { cells, inner, change: offered }, changes, pending, change }: LineProps) {
  const last = cells.length - 1;
  const opened = inner.length > 0 ? [...cells.slice(0, last), <Opened key="opened" called={cells[last] ?? ""} rows={inner} />] : cells;
  return (
    <tr>
      <Cells cells={opened} />
      {changes && (
        <td>
          {offered && (
            <button type="button" aria-label={`${offered.label}: ${offered.about}`} aria-disabled={pending} onClick={() => change(offered)}>
              {offered.label}
            </button>
          )}
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
