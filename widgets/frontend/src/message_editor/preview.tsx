/** The message as a customer would get it: in a mail program on three screens, as an SMS, on a lock screen. */
import { useEffect, useId, useRef, useState } from "react";

import { useWords } from "../core/language";
import { type Asking, useTrait } from "../core/model";
import { Tabs } from "../core/tabs";
import { Whom } from "./customers";
import type { Live, Preview as Made, Question } from "./shown";
import { WORDS } from "./words";

type Screen = "desktop" | "tablet" | "phone" | "text";
const SCREENS: Screen[] = ["desktop", "tablet", "phone", "text"];
/** Widths of the usual screens in CSS pixels, and how much of the e-mail is seen at once. */
const SIZES: Record<Exclude<Screen, "text">, [number, number]> = { desktop: [1280, 800], tablet: [768, 1024], phone: [375, 667] };

export function Preview({ asking, live, late }: { asking: Asking<Question>; live: Partial<Live>; late: boolean }) {
  const words = useWords(WORDS);
  const customers = useTrait<{ who: string; label: string }[]>("customers");
  const { preview, faults = {} } = live;
  const medium = asking.asked.template?.["medium"];
  const label = (who: string) => customers.find((one) => one.who === who)?.label ?? who;
  const others = Object.keys(faults);
  return (
    <section className="smartcom-preview" aria-label={words.preview} aria-busy={late}>
      <h4>{words.preview}</h4>
      <Whom asking={asking} faults={faults} />
      {others.length > 0 && (
        <p className="smartcom-fault" role="status">
          {words.alsoNot} {others.map((who) => `${label(who)} (${faults[who]})`).join("; ")}
        </p>
      )}
      <div data-late={late}>
        {!preview && <p className="quiet">{words.waiting}</p>}
        {preview && preview.fault !== "" && (
          <p role="status" className="smartcom-error">
            {words.cannot} {preview.fault}
          </p>
        )}
        {preview && preview.fault === "" && <Shown medium={medium} made={preview} />}
      </div>
    </section>
  );
}

function Shown({ medium, made }: { medium: unknown; made: Made }) {
  const words = useWords(WORDS);
  if (medium === "email") return <Email made={made} />;
  if (medium === "sms") return <Sms made={made} />;
  return <Card made={made} label={medium === "call" ? words.call : medium === "messenger" ? words.messenger : words.push} />;
}

function Email({ made }: { made: Made }) {
  const words = useWords(WORDS);
  const [screen, setScreen] = useState<Screen>("desktop");
  const [images, setImages] = useState(true);
  const panel = useId();
  const document = images ? made.document : made.bare;
  const shown = document ? screen : "text";
  return (
    <>
      <p className="smartcom-inbox" aria-label={words.inbox} role="group">
        <b>{made.subject}</b> <span className="quiet">{made.snippet}</span>
      </p>
      <label className="smartcom-images">
        <input type="checkbox" checked={images} onChange={({ target }) => setImages(target.checked)} /> {words.images}
      </label>
      <Tabs<Screen> label={words.screens} tabs={SCREENS.map((value) => ({ value, title: words.screen[value] }))} open={shown} panel={panel} choose={setScreen} />
      <div role="tabpanel" id={panel} aria-labelledby={`${panel}-${shown}`} className="smartcom-panel" tabIndex={0}>
        {shown === "text" ? <pre>{made.text}</pre> : <Sheet document={document!} title={words.frame(made.subject ?? "")} size={SIZES[shown]} />}
      </div>
    </>
  );
}

/** A frame of a screen's width, made smaller where there is less room. It runs nothing: no scripts, no origin, a policy. */
function Sheet({ document, title, size: [width, height] }: { document: string; title: string; size: [number, number] }) {
  const room = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(1);
  useEffect(() => {
    const measure = new ResizeObserver(([entry]) => setScale(Math.min(1, entry!.contentRect.width / width)));
    measure.observe(room.current!);
    return () => measure.disconnect();
  }, [width]);
  return (
    <div ref={room} className="smartcom-sheet" style={{ height: height * scale }}>
      <iframe sandbox="" title={title} srcDoc={document} referrerPolicy="no-referrer" style={{ width, height, transform: `scale(${scale})` }} />
    </div>
  );
}

function Sms({ made }: { made: Made }) {
  return (
    <div className="smartcom-phone">
      {made.parts?.map((part, place) => (
        <p key={place} className="smartcom-bubble">
          {part}
        </p>
      ))}
      {(made.parts ?? []).length === 0 && <p className="smartcom-bubble">{made.text}</p>}
      <p role="status" className="quiet">
        {made.size}
      </p>
    </div>
  );
}

function Card({ made, label }: { made: Made; label: string }) {
  const words = useWords(WORDS);
  return (
    <div className="smartcom-phone">
      <article className="smartcom-card" aria-label={label}>
        {made.subject && <b>{made.subject}</b>}
        <p>{made.text}</p>
        {made.picture && <iframe sandbox="" title={words.images} srcDoc={made.picture} referrerPolicy="no-referrer" />}
        {made.link_text && <p className="smartcom-chat-button">{made.link_text}</p>}
      </article>
      {made.link_url && (
        <p className="quiet">
          {made.link_text ? words.buttonOpens : words.opens} <code>{made.link_url}</code>
        </p>
      )}
    </div>
  );
}
