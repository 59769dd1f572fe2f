/** A row of tabs: the arrow keys walk along it, and the tab that has the focus is the one that is open. */
import { type KeyboardEvent, useRef } from "react";

import "./tabs.css";

interface Props<T extends string> {
  label: string;
  tabs: { value: T; title: string }[];
  open: T;
  panel: string;
  choose(tab: T): void;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

export function Tabs<T extends string>({ label, tabs, open, panel, choose }: Props<T>) {
  const row = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (tabs.findIndex((tab) => tab.value === open) + step + tabs.length) % tabs.length;
    choose(tabs[next]!.value);
    row.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <div role="tablist" aria-label={label} className="smartcom-tabs" ref={row} onKeyDown={walk}>
      {tabs.map(({ value, title }) => (
        <button
          key={value}
          type="button"
          role="tab"
          id={`${panel}-${value}`}
          aria-selected={value === open}
          aria-controls={panel}
          tabIndex={value === open ? 0 : -1}
          onClick={() => choose(value)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
