/** What the kernel shows of the mailings, and what the person looks at. */
export interface Question {
  tab: Tab;
  text: string;
  sort: string;
  descending: boolean;
  page: number;
  page_size: number;
  month: string;
  mailing: string;
  occasion: string;
}

export type Tab = "list" | "calendar" | "report";
export type Act = "schedule" | "unschedule" | "pause" | "resume" | "cancel" | "copy" | "rename" | "delete";

export interface One {
  mailing: string;
  occasion: string;
  title: string;
  status: string;
  /** The status in words. */
  says: string;
  why: string;
  acts: Act[];
  isPlanned: boolean;
  done: number;
  recipients: number;
}

export interface Listing {
  summary: string;
  heads: { column: string | null; title: string }[];
  lines: (One & { cells: string[] })[];
  page: number;
  pages: number;
}

export interface Day {
  on: string;
  day: number;
  /** Whether it is of the month that is shown. */
  inside: boolean;
  /** How many people get two, in words; empty where nobody does. */
  twice: string;
  lines: (One & { said: string; colour: string })[];
}

export interface Month {
  title: string;
  heads: string[];
  weeks: Day[][];
  before: string;
  after: string;
}

export interface Report {
  head: string;
  lines: string[][];
  /** The first row is the head. */
  errors: string[][];
  effect: string[];
  /** Which receipts may be credited to it, in words. */
  rule: string;
  days: { day: string; receipts: string; revenue: string; share: number }[];
}

export interface Shown {
  revision: number;
  list: Listing | null;
  calendar: Month | null;
  report: Report | null;
  /** What to do where there is no mailing at all. */
  empty: string;
  chosen: One | null;
  /** Whether something is under way, so that it is worth looking again. */
  live: boolean;
  sizes: number[];
}

export interface Doubt {
  kind: Act;
  fields: Record<string, string>;
  question: string;
  volume: string[][];
}
