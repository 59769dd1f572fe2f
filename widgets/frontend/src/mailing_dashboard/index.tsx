/** Mailings from draft to report: a tab for the list, the calendar and the report, and what can be done with one. */
import { useEffect, useId, useRef } from "react";

import { useWords } from "../core/language";
import { useAsked, useTrait } from "../core/model";
import { Tabs } from "../core/tabs";
import { widget } from "../core/widget";
import { Acting } from "./acting";
import { Calendar } from "./calendar";
import { List } from "./list";
import "./mailing_dashboard.css";
import { Report } from "./report";
import type { One, Question, Shown, Tab } from "./shown";
import { WORDS } from "./words";

const LOOK_MS = 2_000;
/** How many times as long as a look takes the kernel is left alone after it. */
const REST = 10;
const TABS: Tab[] = ["list", "calendar", "report"];

function MailingDashboard() {
  const shown = useTrait<Shown>("shown");
  const asking = useAsked<Question>();
  const words = useWords(WORDS);
  const panel = useId();
  const { asked, ask, order } = asking;
  const lookedAt = useRef(0);
  useEffect(() => {
    if (!shown.live) return;
    const took = lookedAt.current === 0 ? 0 : Date.now() - lookedAt.current;
    lookedAt.current = 0;
    const look = () => {
      if (document.hidden) return;
      lookedAt.current = Date.now();
      order("look", {});
    };
    const next = setInterval(look, Math.max(LOOK_MS, took * REST));
    return () => clearInterval(next);
  }, [shown, order]);
  if (shown.empty !== "") return <p>{shown.empty}</p>;
  const choose = ({ mailing, occasion }: One) => ask({ mailing, occasion });
  const isChosen = (one: One) => one.mailing === asked.mailing && one.occasion === asked.occasion;
  return (
    <section className="smartcom-mailings" aria-label={words.title}>
      <Tabs
        label={words.title}
        tabs={TABS.map((value) => ({ value, title: words.tabs[value] }))}
        open={asked.tab}
        panel={panel}
        choose={(tab) => ask({ tab })}
      />
      <div role="tabpanel" id={panel} aria-labelledby={`${panel}-${asked.tab}`} className="smartcom-panel">
        {asked.tab === "list" && shown.list && <List list={shown.list} sizes={shown.sizes} asking={asking} choose={choose} isChosen={isChosen} />}
        {asked.tab === "calendar" && shown.calendar && <Calendar month={shown.calendar} ask={ask} choose={choose} isChosen={isChosen} />}
        {shown.chosen && asked.mailing === shown.chosen.mailing && asked.occasion === shown.chosen.occasion ? (
          <>
            <Acting key={`${asked.mailing} ${asked.occasion}`} one={shown.chosen} order={order} />
            {asked.tab === "report" && <Report one={shown.chosen} report={shown.report} />}
          </>
        ) : (
          <p className="quiet">{asked.mailing === "" || shown.revision >= asked.revision ? words.choose : words.counting}</p>
        )}
      </div>
    </section>
  );
}

export default widget(<MailingDashboard />);
