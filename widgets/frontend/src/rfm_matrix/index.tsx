/** RFM as a matrix: choose cells, see who is in them, and do something with them. */
import { useId } from "react";

import { Actions } from "../core/actions";
import { counted, percent, useLanguage, useWords } from "../core/language";
import { type Asking, useAsked, useTrait } from "../core/model";
import { Tabs } from "../core/tabs";
import { widget } from "../core/widget";
import { Customers } from "./customers";
import { Grid } from "./grid";
import "./rfm_matrix.css";
import { type Question, type Shown, TABS } from "./shown";
import { WORDS } from "./words";

const FIRST_STEPS = 'wb.load("customers", "customers.csv")\nwb.load("receipts", "receipts.csv")\nwb.refresh()';

function RfmMatrix() {
  const shown = useTrait<Shown>("shown");
  const asking = useAsked<Question>();
  const words = useWords(WORDS);
  if (shown.customers === 0 && asking.asked.segment === "")
    return (
      <section className="smartcom-rfm">
        <p>{words.nobodyYet}</p>
        <pre>{FIRST_STEPS}</pre>
      </section>
    );
  return (
    <section className="smartcom-rfm" aria-label={words.matrix}>
      <Within asking={asking} segments={shown.segments} />
      <p className="quiet">{shown.about}</p>
      {shown.customers === 0 ? <p>{words.nobodyWithin}</p> : <Matrix asking={asking} shown={shown} />}
    </section>
  );
}

type Part = { asking: Asking<Question>; shown: Shown };

function Matrix({ asking, shown }: Part) {
  const { asked, ask } = asking;
  const words = useWords(WORDS);
  const panel = useId();
  const tabs = TABS.map((value) => ({ value, title: `${value[0]} × ${value[1]}` }));
  const chosen = asked.cells[asked.tab] ?? [];
  const note = shown.matrices[asked.tab].note;
  const failed = useTrait<string>("error") !== "";
  return (
    <>
      <Tabs label={words.matrix} tabs={tabs} open={asked.tab} panel={panel} choose={(tab) => ask({ tab })} />
      <div role="tabpanel" id={panel} aria-labelledby={`${panel}-${asked.tab}`} className="smartcom-panel">
        <Grid
          tab={asked.tab}
          matrix={shown.matrices[asked.tab]}
          groups={shown.groups}
          chosen={chosen}
          choose={(cells) => ask({ cells: { ...asked.cells, [asked.tab]: cells } })}
        />
        {note && <p className="quiet">{note}</p>}
      </div>
      {chosen.length === 0 ? (
        <p>{words.choose}</p>
      ) : shown.revision < asked.revision ? (
        !failed && <p aria-busy="true">{words.counting}</p>
      ) : (
        <Chosen asking={asking} shown={shown} />
      )}
    </>
  );
}

function Chosen({ asking, shown }: Part) {
  const { asked, ask, order } = asking;
  const [words, language] = [useWords(WORDS), useLanguage()];
  const { customers, share, revenue_share, sentence } = shown.selection;
  return (
    <>
      <p className="smartcom-chosen" aria-live="polite">
        <b>{counted(customers, words.customers, language)}</b>, {percent(share, language)} {words.ofScored}, {percent(revenue_share, language)} {words.ofRevenue}
        <button type="button" onClick={() => ask({ cells: { ...asked.cells, [asked.tab]: [] } })}>
          {words.clear}
        </button>
        <span className="quiet">{sentence}</span>
      </p>
      {customers > 0 && (
        <>
          <Customers selection={shown.selection} frequency={words.frequency[shown.frequency]} />
          <Actions order={order} />
        </>
      )}
    </>
  );
}

function Within({ asking, segments }: { asking: Asking<Question>; segments: string[] }) {
  const words = useWords(WORDS);
  if (segments.length === 0) return null;
  return (
    <label className="smartcom-within">
      {words.within}{" "}
      <select value={asking.asked.segment} onChange={(event) => asking.ask({ segment: event.target.value })}>
        <option value="">{words.everybody}</option>
        {segments.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

export default widget(<RfmMatrix />);
