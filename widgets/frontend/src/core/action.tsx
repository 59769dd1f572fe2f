/** Something that can be done: its fields and its button. */
import { type KeyboardEvent, type ReactNode, type SubmitEvent, useId } from "react";

import "./action.css";

interface Props {
  title: string;
  act(): void;
  /** Whether it is being done: the button keeps the focus. */
  busy?: boolean;
  children: ReactNode;
}

/** JupyterLab keeps the Enter key from every field inside a cell, so the form sends itself. */
export function Action({ title, act, busy, children }: Props) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    act();
  };
  const press = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    event.currentTarget.requestSubmit();
  };
  return (
    <form onSubmit={submit} onKeyDown={press}>
      {children}
      <button type="submit" aria-disabled={busy}>
        {title}
      </button>
    </form>
  );
}

interface FieldProps {
  label: string;
  value: string;
  change(value: string): void;
  type?: "text" | "number" | "date";
  required?: boolean;
  min?: number | undefined;
  max?: number | undefined;
  step?: number | "any";
  maxLength?: number | undefined;
  /** Values to choose from; another may be typed. */
  offered?: string[];
}

export function Field({ label, change, offered = [], ...input }: FieldProps) {
  const list = useId();
  return (
    <label>
      {label}
      <input {...input} autoComplete="off" list={offered.length > 0 ? list : undefined} onChange={(event) => change(event.target.value)} />
      {offered.length > 0 && (
        <datalist id={list}>
          {offered.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
    </label>
  );
}
