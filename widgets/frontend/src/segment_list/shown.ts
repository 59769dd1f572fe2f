/** What the kernel shows of the segments, and what the person asks for. */
export interface Question {
  chosen: string[];
  sort: string;
  descending: boolean;
}

export interface Line {
  name: string;
  title: string;
  /** Who belongs, or why that cannot be told. */
  who: string;
  /** Under the heads, from the second on. */
  cells: string[];
  /** By what it is sorted, by column. */
  order: Record<string, number | string | null>;
  faulty: boolean;
}

export interface Comparison {
  about: string;
  head: string[];
  rows: string[][];
}

export interface Combination {
  inside: boolean[];
  customers: number;
  said: string;
}

export interface Overlap {
  about: string;
  segments: { name: string; customers: string }[];
  combinations: Combination[];
  /** How many combinations are not drawn. */
  more: number;
}

export interface Shown {
  revision: number;
  about: string;
  heads: { column: string; title: string }[];
  lines: Line[];
  comparison: Comparison | null;
  overlap: Overlap | null;
  /** Whose comparison and overlap these are. */
  chosen: string[];
}

/** As many as the kernel lays over each other. */
export const MOST = 10;
