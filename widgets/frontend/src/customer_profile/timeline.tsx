/** Whatever happened, the newest first; kinds can be hidden. */
import { number, useLanguage, useWords } from "../core/language";
import type { Profile } from "./shown";
import { WORDS } from "./words";

interface Props {
  profile: Profile;
  hidden: string[];
  hide(kinds: string[]): void;
}

export function Timeline({ profile: { kinds, timeline, most }, hidden, hide }: Props) {
  const [words, language] = [useWords(WORDS), useLanguage()];
  if (timeline.length === 0) return <p>{words.nothingHappened}</p>;
  const seen = timeline.filter((happening) => !hidden.includes(happening.kind));
  const toggle = (kind: string) =>
    hide(hidden.includes(kind) ? hidden.filter((other) => other !== kind) : [...hidden, kind]);
  const many = (kind: string) => timeline.filter((happening) => happening.kind === kind).length;
  return (
    <>
      <fieldset className="smartcom-kinds">
        <legend>{words.kinds}</legend>
        {Object.entries(kinds)
          .filter(([kind]) => many(kind) > 0)
          .map(([kind, called]) => (
            <label key={kind}>
              <input type="checkbox" checked={!hidden.includes(kind)} onChange={() => toggle(kind)} />
              {called} <span className="quiet">{number(many(kind), language)}</span>
            </label>
          ))}
      </fieldset>
      {Object.keys(kinds).some((kind) => many(kind) >= most) && <p className="quiet">{words.newestOnly(most)}</p>}
      {seen.length === 0 && <p>{words.allHidden}</p>}
      <ol className="smartcom-timeline" aria-label={words.timeline} tabIndex={0}>
        {seen.map((happening, place) => (
          <li key={place} data-kind={happening.kind}>
            <span className="quiet">{happening.at}</span> <b>{kinds[happening.kind]}</b> <span>{happening.text}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
