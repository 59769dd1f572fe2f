/** The saved segments: sort them, choose some, and see those side by side and over each other. */
import { Actions } from "../core/actions";
import { useWords } from "../core/language";
import { useAsked, useTrait } from "../core/model";
import { widget } from "../core/widget";
import { Comparison } from "./comparison";
import { Lines } from "./lines";
import { Overlap } from "./overlap";
import "./segment_list.css";
import { MOST, type Question, type Shown } from "./shown";
import { WORDS } from "./words";

function SegmentList() {
  const shown = useTrait<Shown>("shown");
  const asking = useAsked<Question>();
  const words = useWords(WORDS);
  const { asked, ask } = asking;
  if (shown.lines.length === 0) return <p>{shown.about}</p>;
  return (
    <section className="smartcom-segments" aria-label={words.title}>
      <p className="quiet">{shown.about}</p>
      <Lines shown={shown} asking={asking} />
      {asked.chosen.length === 0 ? (
        <p>{words.choose}</p>
      ) : (
        <p>
          <button type="button" onClick={() => ask({ chosen: [] })}>
            {words.clear}
          </button>{" "}
          {asked.chosen.length >= MOST && words.most(MOST)}
        </p>
      )}
      {asked.chosen.length > 0 && (
        <>
          <Beside shown={shown} pending={`${shown.chosen}` !== `${asked.chosen}`} />
          <Actions label={words.acting(asked.chosen)} order={asking.order} />
        </>
      )}
    </section>
  );
}

function Beside({ shown: { comparison, overlap }, pending }: { shown: Shown; pending: boolean }) {
  const words = useWords(WORDS);
  const failed = useTrait<string>("error") !== "";
  if (pending) return failed ? null : <p aria-busy="true">{words.counting}</p>;
  return (
    <>
      {comparison && <Comparison comparison={comparison} />}
      {overlap && <Overlap overlap={overlap} />}
    </>
  );
}

export default widget(<SegmentList />);
