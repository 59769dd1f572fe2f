/** What the kernel shows in the RFM matrix, and what the person asks of it. */
export type Tab = "RF" | "RM" | "FM";
export const TABS: Tab[] = ["RF", "RM", "FM"];

/** The scores of a cell on the axis that runs downwards and on the one that runs to the right. */
export type Place = [row: number, column: number];

export interface Question {
  tab: Tab;
  cells: Partial<Record<Tab, Place[]>>;
  segment: string;
}

/** The five cells of a row, by the score of the column. */
export interface Row {
  customers: number[];
  share: number[];
  group: string[];
}

export interface Matrix {
  cells: Row[];
  row_borders: string[];
  column_borders: string[];
  note: string;
}

export interface Customer {
  customer_id: string;
  group: string;
  scores: string;
  recency_days: number;
  frequency: number;
  monetary: string;
}

export interface Selection {
  sentence: string;
  customers: number;
  share: number;
  revenue_share: number;
  first: Customer[];
}

export interface Shown {
  revision: number;
  about: string;
  customers: number;
  frequency: "visits" | "receipts";
  groups: Record<string, string>;
  segments: string[];
  matrices: Record<Tab, Matrix>;
  selection: Selection;
}
