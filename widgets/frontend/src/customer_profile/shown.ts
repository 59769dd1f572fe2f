/** What the kernel shows of one customer, and what the person asks for. */
export interface Question {
  /** What is looked for; absent at first, since it is not kept. */
  text?: string;
  customer_id: string;
  page: string;
  hidden: string[];
}

export type FoundBy = "id" | "card" | "phone" | "email" | "name";

export interface Found {
  customer_id: string;
  name: string;
  city: string;
  email: string;
  phone: string;
  found_by: FoundBy;
}

export interface Contact {
  medium: string;
  value: string;
  quality: string;
  fault: "" | "doubtful" | "useless";
  why_not: string;
}

/** A row, and the small table inside it: its first row is the head; empty where there is none. */
export interface Row {
  cells: string[];
  inner: string[][];
  change: Change | null;
}

/** What may be changed about a row, and what is ordered to have it done. */
export interface Change {
  label: string;
  /** Of what it is the opposite: the medium, or the category in it. */
  about: string;
  order: Record<string, unknown>;
}

export interface Section {
  title: string;
  head: string[];
  rows: Row[];
}

export interface Page {
  page: string;
  title: string;
  sections: Section[];
}

export interface Interest {
  name: string;
  interest: number;
  before: number;
  said: string;
}

export interface Happening {
  at: string;
  kind: string;
  text: string;
}

export interface Profile {
  customer_id: string;
  name: string;
  sentence: string;
  as_of: string;
  contacts: Contact[];
  pages: Page[];
  interests: Interest[];
  kinds: Record<string, string>;
  timeline: Happening[];
  /** How many of each kind are read at most. */
  most: number;
}

export interface Shown {
  revision: number;
  found: Found[];
  most: number;
  profile: Profile | null;
}
