/** What became of everybody, what it brought, and the receipts credited to it day by day. */
import { useWords } from "../core/language";
import { Cells, TitledTable } from "../core/table";
import type { One, Report as Told } from "./shown";
import { WORDS } from "./words";

export function Report({ one, report }: { one: One; report: Told | null }) {
  const words = useWords(WORDS);
  if (report === null) return <p>{one.isPlanned ? words.counting : words.unplanned}</p>;
  return (
    <>
      <p>{report.head}</p>
      <TitledTable title={words.became} head={[]}>
        {report.lines.map((cells) => (
          <tr key={cells[0]}>
            <Cells cells={cells} />
          </tr>
        ))}
      </TitledTable>
      {report.errors.length > 1 && (
        <TitledTable title={words.errors} head={report.errors[0]!}>
          {report.errors.slice(1).map((cells) => (
            <tr key={cells.join(" ")}>
              <Cells cells={cells} />
            </tr>
          ))}
        </TitledTable>
      )}
      <h4>{words.brought}</h4>
      {report.effect.map((line, place) => (
        <p key={place}>{line}</p>
      ))}
      <p>
        {words.credited}: {report.rule}.
      </p>
      {report.days.length === 0 ? (
        <p>{words.noDays}</p>
      ) : (
        <TitledTable title={words.days} head={words.dayHeads.slice(0, 3)}>
          {report.days.map(({ day, receipts, revenue, share }) => (
            <tr key={day}>
              <td>{day}</td>
              <td>{receipts}</td>
              <td>{revenue}</td>
              <td aria-hidden="true">
                <span className="smartcom-day-bar" style={{ width: `${Math.max(1, share * 160)}px` }} />
              </td>
            </tr>
          ))}
        </TitledTable>
      )}
    </>
  );
}
