/** What has been built: its number at once, then its sentence, YAML, SQL, and some of its customers. */
import { useId, useState } from "react";

import { counted, number, percent, useLanguage, useWords } from "../core/language";
import { type Asking, useTrait } from "../core/model";
import { Tabs } from "../core/tabs";
import type { Live, Question, Shown, Told, Why } from "./shown";
import { WORDS } from "./words";

type Tab = "sentence" | "yaml" | "sql" | "customers";
const TABS: Tab[] = ["sentence", "yaml", "sql", "customers"];

/** How many there are: what was counted last stays, pale, while the newest is counted. */
export function Count({ live, late, faults }: { live: Live; late: boolean; faults: number }) {
  const [words, language] = [useWords(WORDS), useLanguage()];
  const [last, setLast] = useState(live);
  if (live.state === "done" && last !== live) setLast(live);
  if (live.state === "" && last.state !== "") setLast(live);
  const busy = live.state === "counting";
  const pale = late || live.state !== "done";
  return (
    <div className="smartcom-count">
      {last.state === "done" && live.state !== "" && (
        <p aria-live="polite" aria-busy={pale} data-stale={pale}>
          <b>{counted(last.customers ?? 0, words.customers, language)}</b>
          <span>
            {percent(last.share ?? 0, language)} {words.ofBase}, {percent(last.revenue_share ?? 0, language)} {words.ofRevenue}
          </span>
        </p>
      )}
      {busy && <progress aria-label={words.counting} />}
      <p role="status" className="smartcom-mend">
        {faults > 0 && counted(faults, words.mend, language)}
      </p>
      {live.state === "failed" && (
        <p role="alert" className="smartcom-error">
          {live.error}
        </p>
      )}
    </div>
  );
}

export function Outcome({ live, shown, asking }: { live: Live; shown: Shown; asking: Asking<Question> }) {
  const words = useWords(WORDS);
  const [open, setOpen] = useState<Tab>("sentence");
  const panel = useId();
  const texts: Partial<Record<Tab, string>> = { yaml: shown.yaml, sql: live.sql ?? "" };
  return (
    <>
      <Tabs<Tab> label={words.outcome} tabs={TABS.map((value) => ({ value, title: words.tabs[value] }))} open={open} panel={panel} choose={setOpen} />
      <div role="tabpanel" id={panel} aria-labelledby={`${panel}-${open}`} className="smartcom-panel" tabIndex={0}>
        {live.state === "faulty" && <p className="quiet">{words.unfinished}</p>}
        {open === "sentence" && <p>{shown.sentence}</p>}
        {open === "customers" && <Customers live={live} asking={asking} />}
        {texts[open] && <Code code={texts[open]} />}
      </div>
    </>
  );
}

function Code({ code }: { code: string }) {
  const words = useWords(WORDS);
  const [copied, setCopied] = useState("");
  const copy = () => void navigator.clipboard.writeText(code).then(() => setCopied(code));
  return (
    <>
      <pre tabIndex={0}>{code}</pre>
      <button type="button" onClick={copy}>
        {words.copy}
      </button>{" "}
      <span role="status">{copied === code && words.copied}</span>
    </>
  );
}

function Customers({ live, asking }: { live: Live; asking: Asking<Question> }) {
  const [words, language] = [useWords(WORDS), useLanguage()];
  const told = useTrait<Partial<Told>>("told");
  const [asked, setAsked] = useState("");
  const { sample } = live;
  if (live.state !== "done") return null;
  if (sample === undefined) return <progress aria-label={words.counting} />;
  if (sample.length === 0) return <p>{words.nobody}</p>;
  const ask = (customer_id: string) => {
    setAsked(customer_id);
    asking.order("why", { customer_id });
  };
  return (
    <>
      <table className="smartcom-sample">
        <caption className="quiet">{words.sample(number(sample.length, language), number(live.customers ?? 0, language))}</caption>
        <thead>
          <tr>
            <th scope="col">{words.head.customer}</th>
            <th scope="col">{words.head.receipts}</th>
            <th scope="col">{words.head.spent}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {sample.map((customer) => (
            <tr key={customer.customer_id}>
              <th scope="row">{customer.customer_id}</th>
              <td>{number(customer.receipts, language)}</td>
              <td>{customer.revenue}</td>
              <td>
                <button type="button" aria-label={words.whyOf(customer.customer_id)} onClick={() => ask(customer.customer_id)}>
                  {words.why}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {told.why && told.customer_id === asked && (
        <div role="status">
          <b>{words.whyOf(asked)}</b>
          <ul className="smartcom-why">
            <Reason why={told.why} />
          </ul>
        </div>
      )}
    </>
  );
}

function Reason({ why }: { why: Why }) {
  const words = useWords(WORDS);
  return (
    <li>
      <span aria-label={why.holds ? words.holds : words.fails} role="img">
        {why.holds ? "✓" : "✗"}
      </span>{" "}
      {why.sentence} {why.value !== null && <b>[{why.value}]</b>}
      {why.parts.length > 0 && (
        <ul>
          {why.parts.map((part, place) => (
            <Reason key={place} why={part} />
          ))}
        </ul>
      )}
    </li>
  );
}
