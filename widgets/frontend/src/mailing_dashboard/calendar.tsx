/** A month: a button per mailing in the colour of its medium, and on which days people get two. */
import { useWords } from "../core/language";
import type { Day, Month, One, Question } from "./shown";
import { WORDS } from "./words";

interface Props {
  month: Month;
  ask(change: Partial<Question>): void;
  choose(one: One): void;
  isChosen(one: One): boolean;
}

export function Calendar({ month, ask, choose, isChosen }: Props) {
  const words = useWords(WORDS);
  return (
    <>
      <p className="smartcom-months">
        <button type="button" aria-label={words.before} onClick={() => ask({ month: month.before })}>
          ‹
        </button>
        <b aria-live="polite">{month.title}</b>
        <button type="button" aria-label={words.after} onClick={() => ask({ month: month.after })}>
          ›
        </button>
      </p>
      <div className="smartcom-scroll" role="group" aria-label={month.title} tabIndex={0}>
        <table className="smartcom-month">
          <thead>
            <tr>
              {month.heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {month.weeks.map((week) => (
              <tr key={week[0]!.on}>
                {week.map((day) => (
                  <OneDay key={day.on} day={day} choose={choose} isChosen={isChosen} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function OneDay({ day, choose, isChosen }: { day: Day; choose(one: One): void; isChosen(one: One): boolean }) {
  return (
    <td data-outside={!day.inside || undefined}>
      <time dateTime={day.on}>{day.day}</time>
      {day.lines.map((line) => (
        <button
          key={`${line.mailing} ${line.occasion}`}
          type="button"
          aria-pressed={isChosen(line)}
          style={{ borderLeftColor: line.colour }}
          onClick={() => choose(line)}
        >
          {line.said}
        </button>
      ))}
      {day.twice !== "" && <span className="smartcom-get-two">⚠ {day.twice}</span>}
    </td>
  );
}
