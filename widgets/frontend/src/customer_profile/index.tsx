/** Everything known of one customer: look for them, then page through what is known. */
import { useEffect, useId, useRef } from "react";

import { Actions } from "../core/actions";
import { useWords } from "../core/language";
import { type Asking, useAsked, useTrait } from "../core/model";
import { Tabs } from "../core/tabs";
import { widget } from "../core/widget";
import { Contacts } from "./contacts";
import "./customer_profile.css";
import { Interests } from "./interests";
import { Search } from "./search";
import { Sections } from "./sections";
import type { Profile, Question, Shown } from "./shown";
import { Timeline } from "./timeline";
import { WORDS } from "./words";

const TIMELINE = "timeline";

function CustomerProfile() {
  const shown = useTrait<Shown>("shown");
  const asking = useAsked<Question>();
  const words = useWords(WORDS);
  const failed = useTrait<string>("error") !== "";
  const chose = useRef(false);
  const choose = (customer_id: string) => {
    chose.current = true;
    asking.ask({ customer_id, text: "" });
  };
  return (
    <section className="smartcom-profile" aria-label={words.title}>
      <Search
        text={asking.asked.text ?? ""}
        pending={shown.revision < asking.asked.revision && !failed}
        type={(text) => asking.ask({ text })}
        choose={choose}
      />
      {shown.profile === null ? (
        <p>{words.nobodyChosen}</p>
      ) : (
        <Known key={shown.profile.customer_id} profile={shown.profile} asking={asking} chose={chose} />
      )}
    </section>
  );
}

interface Props {
  profile: Profile;
  asking: Asking<Question>;
  chose: { current: boolean };
}

/** Whoever has just been chosen gets the focus, since the button that was pressed is gone. */
function Known({ profile, asking, chose }: Props) {
  const words = useWords(WORDS);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (chose.current) title.current?.focus();
    chose.current = false;
  }, [chose]);
  return (
    <article aria-label={profile.name || profile.customer_id}>
      <h3 ref={title} tabIndex={-1}>
        {profile.name || profile.customer_id}
      </h3>
      <p>{profile.sentence}</p>
      <Contacts contacts={profile.contacts} />
      <Parts profile={profile} asking={asking} />
      <Actions label={words.acting} order={asking.order} />
      <p className="quiet">{words.asOf(profile.as_of)}</p>
    </article>
  );
}

function Parts({ profile, asking: { asked, ask, order } }: Omit<Props, "chose">) {
  const words = useWords(WORDS);
  const panel = useId();
  const page = profile.pages.find((one) => one.page === asked.page);
  const open = page?.page ?? TIMELINE;
  const tabs = [
    { value: TIMELINE, title: words.timeline },
    ...profile.pages.map(({ page: value, title }) => ({ value, title })),
  ];
  return (
    <>
      <Tabs label={words.parts} tabs={tabs} open={open} panel={panel} choose={(to) => ask({ page: to })} />
      <div role="tabpanel" id={panel} aria-labelledby={`${panel}-${open}`} className="smartcom-panel">
        {page === undefined ? (
          <Timeline profile={profile} hidden={asked.hidden} hide={(hidden) => ask({ hidden })} />
        ) : (
          <>
            {page.page === "interests" && <Interests interests={profile.interests} />}
            <Sections sections={page.sections} act={(what) => order("act", what)} />
          </>
        )}
      </div>
    </>
  );
}

export default widget(<CustomerProfile />);
