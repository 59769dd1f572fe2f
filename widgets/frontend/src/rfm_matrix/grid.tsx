/** The 25 cells of two axes, the best customers in the upper right corner. */
import { type KeyboardEvent, useRef, useState } from "react";

import { counted, number, percent, useLanguage, useWords } from "../core/language";
import type { Matrix, Place, Row, Tab } from "./shown";
import { WORDS } from "./words";

const SCORES = [1, 2, 3, 4, 5];
const DOWNWARDS = [...SCORES].reverse();
const STEPS: Record<string, Place> = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

interface Props {
  tab: Tab;
  matrix: Matrix;
  groups: Record<string, string>;
  chosen: Place[];
  choose(cells: Place[]): void;
}

export function Grid({ tab, matrix, groups, chosen, choose }: Props) {
  const words = useWords(WORDS);
  const [at, setAt] = useState<Place>([5, 1]);
  const table = useRef<HTMLTableElement>(null);
  const [rows, columns] = [tab[0]!, tab[1]!];
  const greatest = Math.max(...matrix.cells.flatMap((row) => row.share));

  const toggle = (place: Place) => {
    setAt(place);
    choose(holds(chosen, place) ? chosen.filter((other) => !same(other, place)) : [...chosen, place]);
  };
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (event.key === " " || event.key === "Enter") toggle(at);
    else if (step !== undefined) {
      const next: Place = [within(at[0] + step[0]), within(at[1] + step[1])];
      setAt(next);
      table.current?.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus();
    } else return;
    event.preventDefault();
  };

  return (
    <table role="grid" aria-multiselectable="true" aria-label={`${words.matrix} ${rows} × ${columns}`} ref={table}>
      <thead>
        <tr>
          <td className="smartcom-corner quiet">
            {rows}: {words.axes[rows]} ↑<br />
            {columns}: {words.axes[columns]} →
          </td>
          {SCORES.map((score) => (
            <th key={score} scope="col">
              {columns}
              {score}
              <span className="quiet">{matrix.column_borders[score - 1]}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody onKeyDown={press}>
        {DOWNWARDS.map((row) => (
          <tr key={row}>
            <th scope="row">
              {rows}
              {row}
              <span className="quiet">{matrix.row_borders[row - 1]}</span>
            </th>
            {SCORES.map((column) => (
              <Square
                key={column}
                name={`${rows}${row} ${columns}${column}`}
                place={[row, column]}
                cells={matrix.cells[row - 1]!}
                greatest={greatest}
                groups={groups}
                chosen={holds(chosen, [row, column])}
                here={same(at, [row, column])}
                toggle={toggle}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface SquareProps {
  name: string;
  place: Place;
  cells: Row;
  greatest: number;
  groups: Record<string, string>;
  chosen: boolean;
  here: boolean;
  toggle(place: Place): void;
}

function Square({ name, place, cells, greatest, groups, chosen, here, toggle }: SquareProps) {
  const [words, language] = [useWords(WORDS), useLanguage()];
  const column = place[1] - 1;
  const [group, part] = [cells.group[column]!, cells.share[column]!];
  const [customers, share] = [cells.customers[column]!, percent(part, language)];
  const called = groups[group] ?? "";
  return (
    <td
      role="gridcell"
      data-place={place}
      data-group={group || undefined}
      aria-selected={chosen}
      aria-label={`${name}${called && `, ${called}`}: ${counted(customers, words.customers, language)}, ${share} ${words.ofRevenue}`}
      tabIndex={here ? 0 : -1}
      onClick={() => toggle(place)}
    >
      <b>{number(customers, language)}</b>
      <span>{share}</span>
      <span className="smartcom-group">{called}</span>
      <i style={{ width: `${(100 * part) / (greatest || 1)}%` }} />
    </td>
  );
}

function same(one: Place, other: Place): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

function holds(places: Place[], place: Place): boolean {
  return places.some((other) => same(other, place));
}

function within(score: number): number {
  return Math.min(Math.max(score, 1), 5);
}
