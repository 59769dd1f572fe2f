/** Interests as bars; a line across each says how great it was a half life ago. */
import { useWords } from "../core/language";
import type { Interest } from "./shown";
import { WORDS } from "./words";

const [LEFT, WIDTH, RIGHT, STEP] = [190, 380, 200, 26];

export function Interests({ interests }: { interests: Interest[] }) {
  const words = useWords(WORDS);
  if (interests.length === 0) return null;
  const greatest = Math.max(...interests.flatMap((one) => [one.interest, one.before]));
  const length = (share: number) => (WIDTH * share) / (greatest || 1);
  const said = interests.map((one) => `${one.name} ${one.said}`).join(", ");
  return (
    <figure className="smartcom-interests">
      <svg viewBox={`0 0 ${LEFT + WIDTH + RIGHT} ${STEP * interests.length}`} role="img" aria-label={said}>
        {interests.map((one, place) => (
          <g key={one.name} transform={`translate(0 ${STEP * place})`}>
            <text x={LEFT - 8} y={17} textAnchor="end">
              {shortened(one.name)}
              <title>{one.name}</title>
            </text>
            <rect x={LEFT} y={5} width={length(one.interest)} height={16} rx={2} />
            <line x1={LEFT + length(one.before)} x2={LEFT + length(one.before)} y1={2} y2={24} />
            <text x={LEFT + Math.max(length(one.interest), length(one.before)) + 8} y={17}>
              {one.said}
            </text>
          </g>
        ))}
      </svg>
      <figcaption className="quiet">{words.interests}</figcaption>
    </figure>
  );
}

const LONGEST = 26;

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}
