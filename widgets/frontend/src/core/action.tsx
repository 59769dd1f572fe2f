/** Something that can be done: its fields and its button. */
import { type KeyboardEvent, type ReactNode, type SubmitEvent } from "react";

import "./action.css";

/** JupyterLab keeps the Enter key from every field inside a cell, so the form sends itself. */
export function Action({ title, act, children }: { title: string; act(): void; children: ReactNode }) {
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
      <button type="submit">{title}</button>
    </form>
  );
}

interface FieldProps {
  label: string;
  value: string;
  change(value: string): void;
  type?: "text" | "number";
  required?: boolean;
  min?: number;
  max?: number;
}

export function Field({ label, change, ...input }: FieldProps) {
  return (
    <label>
      {label}
      <input {...input} onChange={(event) => change(event.target.value)} />
    </label>
  );
}
