/**
 * MJML as the visual editor may have it. It rewrites whatever it reads, so all that must come back as it was stands in it as
 * a mark: the template's own tags, and elements that it does not know how to show. The head stays outside altogether.
 */

/** A source taken apart: `body` is for the visual editor, `parts` are what its marks stand for. */
export interface Apart {
  before: string;
  body: string;
  after: string;
  parts: string[];
}

const QUOTED = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'`;
/**
 * Tags of the template, and the two brackets that marks are made of. A quote can be read in one way only: otherwise a tag
 * that is not closed yet, as it is while somebody types, would be tried in as many ways as there are halves of quotes.
 */
const TAG = new RegExp(
  [
    String.raw`\{%[-+]?\s*raw\s*[-+]?%\}[\s\S]*?\{%[-+]?\s*endraw\s*[-+]?%\}`,
    String.raw`\{\{(?:[^"'{}]|${QUOTED}|\{(?![{%#])|\}(?!\}))*\}\}`,
    String.raw`\{%(?:[^"'{%]|${QUOTED}|\{(?![{%#])|%(?!\}))*%\}`,
    String.raw`\{#[\s\S]*?#\}`,
    "[⟦⟧]",
  ].join("|"),
  "g",
);
/** What is marked is named for people; its number, in small digits, says which it is. */
const MARK = /⟦[^⟦⟧]*?([₀-₉]+)⟧/g;
const MARKS = /(?:⟦[^⟦⟧]*⟧)(?:\s*⟦[^⟦⟧]*⟧)*/g;
const ELEMENT = /<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w:.-]*)((?:[^"'<>]|"[^"]*"|'[^']*')*)>/g;
const BODY = /<mj-body\b(?:[^"'<>]|"[^"]*"|'[^']*')*>([\s\S]*)<\/mj-body\s*>/;
/** Elements that hold elements. */
const HOLDERS = new Set(["mj-body", "mj-section", "mj-column", "mj-wrapper", "mj-group", "mj-hero"]);
/** Elements whose content is text, which is edited in its place. */
const TEXTS = new Set(["mj-text", "mj-button", "mj-image", "mj-divider", "mj-spacer"]);
const LONGEST_LABEL = 40;
const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#039": "'", nbsp: " ", amp: "&" };
const SMALL = "₀₁₂₃₄₅₆₇₈₉";

/** Takes a source apart; null where it has no `mj-body`. */
export function apart(mjml: string): Apart | null {
  const parts: string[] = [];
  const keep = (text: string) => `⟦${label(text)}${small(parts.push(text) - 1)}⟧`;
  const marked = mjml.replace(TAG, keep);
  const body = BODY.exec(marked);
  if (body === null) return null;
  const start = body.index + body[0].lastIndexOf(body[1]!, body[0].length - "</mj-body>".length);
  const opening = marked.slice(body.index, start);
  const whole = (text: string) => together(text, parts);
  const shown = `<mjml>${opening}${islands(body[1]!, (text) => keep(whole(text)))}</mj-body></mjml>`;
  return { before: whole(marked.slice(0, body.index)), body: shown, after: whole(marked.slice(body.index + body[0].length)), parts };
}

/** The text with what its marks stand for. */
function together(text: string, parts: string[]): string {
  return text.replace(MARK, (mark, n: string) => parts[[...n].reduce((sum, digit) => 10 * sum + SMALL.indexOf(digit), 0)] ?? mark);
}

/** What people see of a tag: a variable without its filters, else the beginning of what stands there. */
function label(text: string): string {
  const variable = /^\{\{-?\s*([\w.]+)/.exec(text)?.[1];
  return variable ?? text.replace(/[^\p{L}\p{Nd}_.]+/gu, " ").trim().slice(0, LONGEST_LABEL);
}

function small(n: number): string {
  return [...String(n)].map((digit) => SMALL[Number(digit)]).join("");
}

/** The whole source from what the visual editor made of a body; a tag that was typed there is not escaped. */
export function source(made: string, { before, after, parts }: Apart): string {
  const typed = made.replace(TAG, (tag) => (/[⟦⟧]/.test(tag) ? tag : plain(tag)));
  return before + together(laidOut(bodyOf(typed)), parts) + after;
}

/** What is neither a holder nor text becomes an element of our own, which the visual editor moves but does not open. */
function islands(body: string, keep: (text: string) => string): string {
  let [made, seen] = ["", 0];
  const between = (text: string) => text.replace(MARKS, (marks) => island(keep(marks)));
  for (const element of body.matchAll(ELEMENT)) {
    const [whole, closing, name, rest] = element;
    if (element.index < seen) continue;
    made += between(body.slice(seen, element.index));
    seen = element.index + whole.length;
    const end = name === undefined || closing ? seen : endOf(body, name, rest!, seen);
    if (name === undefined) made += island(keep(whole));
    else if (HOLDERS.has(name)) made += rest?.endsWith("/") ? `<${name}${rest.slice(0, -1)}></${name}>` : whole;
    else if (TEXTS.has(name)) [made, seen] = [made + `<${name}${rest!.replace(/\/$/, "")}>${inner(body.slice(seen, end), name)}</${name}>`, end];
    else [made, seen] = [made + island(keep(body.slice(element.index, end))), end];
  }
  return made + between(body.slice(seen));
}

function island(mark: string): string {
  return `<smartcom-part part="${mark}"></smartcom-part>`;
}

function inner(text: string, name: string): string {
  return text.replace(new RegExp(`</${name}\\s*>$`), "");
}

/** Where an element ends, with others of its name in it. */
function endOf(body: string, name: string, rest: string, start: number): number {
  if (rest.endsWith("/")) return start;
  let depth = 1;
  for (const found of body.slice(start).matchAll(ELEMENT)) {
    if (found[2] !== name || found[3]?.endsWith("/")) continue;
    depth += found[1] ? -1 : 1;
    if (depth === 0) return start + found.index + found[0].length;
  }
  return body.length;
}

/** A tag as it was typed into a text. */
function plain(tag: string): string {
  return tag.replaceAll("\u00a0", " ").replace(/&(\w+|#039);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

/** The body alone, islands as their marks. */
function bodyOf(made: string): string {
  const body = /<mj-body[\s\S]*<\/mj-body>/.exec(made)?.[0] ?? made;
  return body.replace(/<smartcom-part\b[^>]*?\bpart="([^"]*)"[^>]*>(?:<\/smartcom-part>)?/g, "$1");
}

/** One line for each element, the ones inside it further in. */
function laidOut(body: string): string {
  const lines: string[] = [];
  let depth = 1;
  const line = (text: string) => lines.push("  ".repeat(depth) + text);
  const holder = [...HOLDERS].join("|");
  const piece = new RegExp(String.raw`<(/?)(${holder})\b((?:[^"'<>]|"[^"]*"|'[^']*')*)>|⟦[^⟦⟧]*⟧|<(mj-[\w-]+)\b(?:[^"'<>]|"[^"]*"|'[^']*')*(?:/>|>[\s\S]*?</\4\s*>)`, "g");
  for (const [whole, closing, name, rest] of body.matchAll(piece)) {
    if (name === undefined) line(whole);
    else if (closing) {
      depth -= 1;
      line(whole);
    } else {
      line(whole);
      if (!rest!.endsWith("/")) depth += 1;
    }
  }
  return lines.join("\n").trim();
}
