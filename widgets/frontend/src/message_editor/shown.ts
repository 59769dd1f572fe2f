/** What the kernel shows in the message editor, and what the person asks of it. */
export type Data = { [name: string]: unknown };

export interface Question {
  template: Data | null;
  opened: string;
  invented: string;
  customer_id: string;
}

export interface Shown {
  revision: number;
  saved: boolean;
}

export interface Form {
  label: string;
  fields: { name: string; label: string; long: boolean }[];
}

export interface Variable {
  path: string;
  group: string;
  label: string;
  example: string;
  insert: string;
}

export interface Filter {
  example: string;
  label: string;
}

export interface Finding {
  level: string;
  part: string;
  message: string;
}

/** How a template comes out for one customer; only `fault` where it cannot be made. */
export interface Preview {
  fault: string;
  subject?: string;
  snippet?: string;
  text?: string;
  /** The picture of a push or a messenger's message, under the same policy. */
  picture?: string;
  link_url?: string;
  /** What a messenger's button says. */
  link_text?: string;
  /** The e-mail under a policy that runs nothing, with pictures and without. */
  document?: string;
  bare?: string;
  parts?: string[];
  size?: string;
}

/** What is known of the template of a revision. */
export interface Live {
  revision: number;
  findings: Finding[];
  preview: Preview | null;
  /** For whom it cannot be made, and why. */
  faults: Record<string, string>;
}

export interface Customer {
  customer_id: string;
  name: string;
  city: string;
}

export interface Found {
  text?: string;
  customers?: Customer[];
}
