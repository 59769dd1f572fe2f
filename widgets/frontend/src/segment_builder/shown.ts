/** What the kernel shows in the segment builder, and what the person asks of it. */
export type Data = { [name: string]: unknown };
export type Path = (string | number)[];

export interface Question {
  spec: Data | null;
  opened: string;
}

export interface Fault {
  path: Path;
  message: string;
}

export interface Shown {
  revision: number;
  faults: Fault[];
  sentence: string;
  yaml: string;
}

/** The saved segments, by name. */
export type Segments = Record<string, { title: string; spec: Data }>;

export interface Sampled {
  customer_id: string;
  receipts: number;
  revenue: string;
}

/** What is known of the conditions of a revision; the numbers only where `state` is `done`. */
export interface Live {
  revision: number;
  state: "" | "counting" | "done" | "faulty" | "failed";
  faults?: Fault[];
  error?: string;
  customers?: number;
  share?: number;
  revenue_share?: number;
  sql?: string;
  sample?: Sampled[];
}

export interface Suggestion {
  value: string;
  label: string;
}

export interface Suggested {
  source: string;
  typed: string;
  values: Suggestion[];
}

/** What ids are called, by what they are ids of; null where nothing has the id. Other sources are not in it. */
export type Named = Record<string, Record<string, string | null>>;

export interface Why {
  holds: boolean;
  sentence: string;
  value: string | null;
  parts: Why[];
}

export interface Told {
  customer_id: string;
  why: Why;
}

export interface Column {
  name: string;
  label: string;
  type: string;
  choices: string[];
  source: string;
}

export type Takes =
  | "text" | "number" | "flag" | "choice" | "date" | "operators" | "measure" | "activity" | "condition";

export interface Field {
  name: string;
  label: string;
  help: string;
  required: boolean;
  default: unknown;
  source: string;
  compares: string;
  takes: Takes;
  several: boolean;
  choices: string[];
  whole: boolean;
  minimum?: number;
  maximum?: number;
  minItems?: number;
}

export interface Kind {
  label: string;
  help: string;
  fields: Field[];
  columns: Column[];
}

export interface Operator {
  name: string;
  label: string;
  takes: "one" | "pair" | "many" | "days" | "flag" | "months" | "dates_of_year" | "name";
}

export interface Offer {
  label: string;
  group: string;
  data: Data;
}

/** All that forms are drawn from; no kind is known to this program. */
export interface Forms {
  groups: Record<string, string>;
  offers: Offer[];
  conditions: Record<string, Kind>;
  activities: Record<string, Omit<Kind, "fields">>;
  operators: Record<string, Operator[]>;
  measures: Record<string, { types: string[]; type: string | null }>;
}
