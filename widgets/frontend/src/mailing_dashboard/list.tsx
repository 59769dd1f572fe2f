/** A page of the list: search, heads that sort, a row per sending or draft. */
import { Field } from "../core/action";
import { useWords } from "../core/language";
import type { Asking } from "../core/model";
import type { Listing, One, Question } from "./shown";
import { WORDS } from "./words";

interface Props {
  list: Listing;
  sizes: number[];
  asking: Asking<Question>;
  choose(one: One): void;
  isChosen(one: One): boolean;
}

export function List({ list, sizes, asking, choose, isChosen }: Props) {
  const words = useWords(WORDS);
  const { asked, ask } = asking;
  return (
    <>
      <p className="quiet">{list.summary}</p>
      <p className="smartcom-finding">
        <Field label={words.search} value={asked.text} change={(text) => ask({ text, page: 1 })} maxLength={200} />
        <label>
          {words.perPage}
          <select value={asked.page_size} onChange={({ target }) => ask({ page_size: Number(target.value), page: 1 })}>
            {sizes.map((size) => (
              <option key={size}>{size}</option>
            ))}
          </select>
        </label>
      </p>
      {list.lines.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <div className="smartcom-scroll" role="group" aria-label={words.tabs.list} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {list.heads.map((head) => (
                  <Head key={head.title} {...head} asking={asking} />
                ))}
              </tr>
            </thead>
            <tbody>
              {list.lines.map((line) => (
                <tr key={`${line.mailing} ${line.occasion}`} data-chosen={isChosen(line) || undefined}>
                  {line.cells.map((cell, place) => (
                    <Cell key={place} place={place} cell={cell} line={line} chosen={isChosen(line)} choose={choose} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.pages > 1 && (
        <p>
          <button type="button" disabled={list.page <= 1} onClick={() => ask({ page: list.page - 1 })}>
            {words.earlier}
          </button>{" "}
          {words.page(list.page, list.pages)}{" "}
          <button type="button" disabled={list.page >= list.pages} onClick={() => ask({ page: list.page + 1 })}>
            {words.further}
          </button>
        </p>
      )}
    </>
  );
}

function Head({ column, title, asking: { asked, ask } }: { column: string | null; title: string; asking: Asking<Question> }) {
  if (column === null) return <th scope="col">{title}</th>;
  const here = asked.sort === column;
  return (
    <th scope="col" aria-sort={here ? (asked.descending ? "descending" : "ascending") : "none"}>
      <button type="button" onClick={() => ask({ sort: column, descending: here && !asked.descending, page: 1 })}>
        {title}
        <span aria-hidden="true">{here ? (asked.descending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

const TITLE = 1;

interface CellProps {
  place: number;
  cell: string;
  line: One;
  chosen: boolean;
  choose(one: One): void;
}

function Cell({ place, cell, line, chosen, choose }: CellProps) {
  const words = useWords(WORDS);
  if (place === 0)
    return (
      <td>
        <span className="smartcom-status" data-status={line.status}>
          {cell}
        </span>
      </td>
    );
  if (place !== TITLE) return <td>{cell}</td>;
  return (
    <th scope="row">
      <button type="button" aria-pressed={chosen} aria-label={words.pick(`${cell} ${line.occasion}`.trim())} onClick={() => choose(line)}>
        {cell}
      </button>
    </th>
  );
}
