/** What can be done with the chosen customers. Another action is one more component in `ACTIONS`. */
import { useState } from "react";

import { Action, Field } from "../core/action";
import { useWords } from "../core/language";
import type { Asking } from "../core/model";
import type { Question } from "./shown";
import { WORDS } from "./words";

type Order = Asking<Question>["order"];

function SaveSegment({ order }: { order: Order }) {
  const words = useWords(WORDS);
  const [name, setName] = useState("");
  return (
    <Action title={words.saveSegment} act={() => order("save_segment", { name })}>
      <Field label={words.segmentName} value={name} change={setName} required />
    </Action>
  );
}

function PutTag({ order }: { order: Order }) {
  const words = useWords(WORDS);
  const [tag, setTag] = useState("");
  const [days, setDays] = useState("");
  return (
    <Action title={words.putTag} act={() => order("put_tag", { tag, days: days === "" ? null : Number(days) })}>
      <Field label={words.tagName} value={tag} change={setTag} required />
      <Field label={words.tagDays} value={days} change={setDays} type="number" min={1} max={3650} />
    </Action>
  );
}

export const ACTIONS = [SaveSegment, PutTag];
