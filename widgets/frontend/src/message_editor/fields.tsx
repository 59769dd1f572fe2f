/** The fields of a message: lines, texts with line numbers, and the place where a variable is inserted. */
import { createContext, type RefObject, useContext, useId, useLayoutEffect, useRef } from "react";

import type { Finding } from "./shown";

type Typed = HTMLInputElement | HTMLTextAreaElement;

/** Which field was in use last, and how something is put where its cursor is. */
export interface Cursor {
  field: RefObject<{ name: string; element: Typed } | null>;
  /** Where the cursor goes as soon as the field has its new value. */
  ahead: RefObject<{ element: Typed; at: number } | null>;
}

export const CursorContext = createContext<Cursor | null>(null);

interface Props {
  name: string;
  label: string;
  value: string;
  findings: Finding[];
  change(value: string): void;
}

function useField({ name, findings }: Props) {
  const { field, ahead } = useContext(CursorContext)!;
  const element = useRef<Typed>(null);
  const [id, fault] = [useId(), useId()];
  const own = findings.filter((finding) => finding.part === name);
  useLayoutEffect(() => {
    if (ahead.current === null || ahead.current.element !== element.current) return;
    const { at } = ahead.current;
    ahead.current = null;
    element.current.focus();
    element.current.setSelectionRange(at, at);
  });
  const given = {
    id,
    ref: element as RefObject<never>,
    spellCheck: false,
    onFocus: () => (field.current = { name, element: element.current! }),
    ...(own.length > 0 && { "aria-invalid": true as const, "aria-describedby": fault }),
  };
  const said = own.length > 0 && (
    <span id={fault} className="smartcom-fault">
      {own.map((finding) => finding.message).join("; ")}
    </span>
  );
  return { given, said };
}

export function Line(props: Props) {
  const { given, said } = useField(props);
  return (
    <div className="smartcom-line">
      <label htmlFor={given.id}>{props.label}</label>
      <input type="text" {...given} value={props.value} onChange={({ target }) => props.change(target.value)} />
      {said}
    </div>
  );
}

/** A text with the numbers of its lines, which faults speak of. */
export function Source(props: Props & { rows: number }) {
  const { given, said } = useField(props);
  const numbers = useRef<HTMLPreElement>(null);
  const lines = props.value.split("\n").length;
  return (
    <div className="smartcom-source">
      <label htmlFor={given.id}>{props.label}</label>
      <span className="smartcom-numbered">
        <pre ref={numbers} aria-hidden>
          {Array.from({ length: lines }, (_, line) => line + 1).join("\n")}
        </pre>
        <textarea
          {...given}
          wrap="off"
          rows={props.rows}
          value={props.value}
          onChange={({ target }) => props.change(target.value)}
          onScroll={({ currentTarget }) => numbers.current?.scrollTo(0, currentTarget.scrollTop)}
        />
      </span>
      {said}
    </div>
  );
}
