/** Combinations of segments as bars, above dots that say which segments each is of. */
import { useId } from "react";

import { useWords } from "../core/language";
import { Table } from "../core/table";
import type { Combination, Overlap as Overlapping } from "./shown";
import { WORDS } from "./words";

const [LEFT, COLUMN, ROW, BARS] = [230, 44, 26, 130];

export function Overlap({ overlap }: { overlap: Overlapping }) {
  const words = useWords(WORDS);
  const title = useId();
  return (
    <section aria-labelledby={title}>
      <h4 id={title}>{words.overlap}</h4>
      <p>{overlap.about}</p>
      {overlap.combinations.length === 0 ? <p>{words.nobody}</p> : <Picture overlap={overlap} />}
      {overlap.more > 0 && <p className="quiet">{words.more(overlap.more)}</p>}
      {overlap.combinations.length > 0 && <InWords overlap={overlap} />}
    </section>
  );
}

function Picture({ overlap: { about, segments, combinations } }: { overlap: Overlapping }) {
  const greatest = Math.max(...combinations.map((one) => one.customers));
  const [width, height] = [LEFT + COLUMN * combinations.length + 10, BARS + 24 + ROW * segments.length];
  return (
    <div className="smartcom-scroll" role="group" aria-label={about} tabIndex={0}>
      <svg className="smartcom-upset" width={width} height={height} role="img" aria-label={about}>
        {segments.map((segment, row) => (
          <text key={segment.name} x={LEFT - 12} y={BARS + 24 + ROW * row + 18} textAnchor="end">
            {shortened(segment.name)} {segment.customers}
            <title>{segment.name}</title>
          </text>
        ))}
        {combinations.map((one, place) => (
          <Column key={place} one={one} place={place} greatest={greatest} />
        ))}
      </svg>
    </div>
  );
}

function Column({ one, place, greatest }: { one: Combination; place: number; greatest: number }) {
  const [x, tall] = [LEFT + COLUMN * place + COLUMN / 2, (BARS * one.customers) / greatest];
  const y = (row: number) => BARS + 24 + ROW * row + ROW / 2;
  const inside = one.inside.flatMap((is, row) => (is ? [row] : []));
  return (
    <g>
      <rect x={x - 13} y={18 + BARS - tall} width={26} height={tall} rx={2} />
      <text x={x} y={13 + BARS - tall} textAnchor="middle">
        {one.said}
      </text>
      <line x1={x} x2={x} y1={y(inside[0]!)} y2={y(inside.at(-1)!)} />
      {one.inside.map((is, row) => (
        <circle key={row} cx={x} cy={y(row)} r={6} data-inside={is || undefined} />
      ))}
    </g>
  );
}

function InWords({ overlap: { segments, combinations } }: { overlap: Overlapping }) {
  const words = useWords(WORDS);
  return (
    <details className="smartcom-comparison">
      <summary>{words.inWords}</summary>
      <Table head={[words.exactly, words.customers]}>
        {combinations.map((one, place) => (
          <tr key={place}>
            <th scope="row">{segments.filter((_, row) => one.inside[row]).map(({ name }) => name).join(" + ")}</th>
            <td>{one.said}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}

const LONGEST = 20;

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}
