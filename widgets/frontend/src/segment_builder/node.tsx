/** One condition of the tree: a group of others, the opposite of one, or a form. */
import type { ReactNode } from "react";

import { useWords } from "../core/language";
import { Faults, useBuilding, useFocus } from "./context";
import { Fields } from "./fields";
import { Palette } from "./palette";
import { columnOf } from "./rows";
import type { Data, Field, Kind, Path } from "./shown";
import { holders, holding, inside, same } from "./tree";
import { WORDS } from "./words";

export interface Place {
  path: Path;
  /** Whether it stands below another in the same group, and may go up. */
  follows?: boolean;
}

export function Node({ node, path, follows = false }: Place & { node: Data }) {
  const { forms } = useBuilding();
  const place = useFocus(path);
  const kind = forms.conditions[String(node["kind"])];
  const label = kind === undefined ? String(node["kind"]) : labelOf(node, kind);
  const held = holding(kind);
  return (
    <div ref={place} role="group" aria-label={label} className={held === undefined ? "smartcom-condition" : "smartcom-group"}>
      <div className="smartcom-head">
        {held?.several ? <Joint node={node} path={path} field={held} /> : <b title={kind?.help}>{label}</b>}
        <Acts node={node} path={path} follows={follows} label={label} held={held} />
      </div>
      <Own path={path} held={held?.several || alone(node, held) === undefined ? held : undefined} />
      {kind !== undefined && (held === undefined ? <Fields node={node} kind={kind} path={path} /> : <Held node={node} path={path} field={held} label={label} />)}
    </div>
  );
}

function labelOf(node: Data, kind: Kind): string {
  return columnOf(kind.columns, String(node["name"] ?? ""))?.label ?? kind.label;
}

/** The only condition inside one that holds others. */
function alone(node: Data, held: Field | undefined): unknown {
  if (held === undefined) return undefined;
  const nodes = held.several ? inside(node, held.name) : [node[held.name]];
  return nodes.length === 1 ? nodes[0] : undefined;
}

/** Which kind of group it is. */
function Joint({ node, path, field }: { node: Data; path: Path; field: Field }) {
  const { forms, change } = useBuilding();
  const given = node[field.name];
  return (
    <select
      aria-label={forms.conditions[String(node["kind"])]?.label}
      value={String(node["kind"])}
      onChange={({ target }) => change(path, { kind: target.value, ...(given === undefined ? {} : { [holding(forms.conditions[target.value])!.name]: given }) })}
    >
      {holders(forms, true).map((name) => (
        <option key={name} value={name}>
          {forms.conditions[name]!.label}
        </option>
      ))}
    </select>
  );
}

/** Faults of the condition itself, and of what is missing in a group. */
function Own({ path, held }: { path: Path; held: Field | undefined }) {
  const { faults } = useBuilding();
  const places = [path, [...path, "kind"], ...(held === undefined ? [] : [[...path, held.name]])];
  const own = faults.filter((fault) => places.some((one) => same(one, fault.path)));
  return own.length === 0 ? null : <Faults faults={own} />;
}

function Held({ node, path, field, label }: { node: Data; path: Path; field: Field; label: string }) {
  const { change, focus } = useBuilding();
  const words = useWords(WORDS);
  const one = node[field.name] as Data | undefined;
  const nodes = field.several ? inside(node, field.name) : [];
  const add = (to: Path, data: Data) => {
    focus.path = to.join("/");
    change(to, data);
  };
  const more = (to: Path): ReactNode => <Palette label={`${words.add}: ${label}`} pick={(offer) => add(to, offer.data)} />;
  if (!field.several) return one === undefined ? more([...path, field.name]) : <Node node={one} path={[...path, field.name]} />;
  return (
    <>
      {nodes.map((child, place) => (
        <Node key={place} node={child} path={[...path, field.name, place]} follows={place > 0} />
      ))}
      {more([...path, field.name, nodes.length])}
    </>
  );
}

interface ActsProps extends Place {
  node: Data;
  label: string;
  held: Field | undefined;
}

function Acts({ node, path, follows, label, held }: ActsProps) {
  const { forms, change, focus } = useBuilding();
  const words = useWords(WORDS);
  const act = (to: Path, value: unknown, goOn: Path) => {
    focus.path = goOn.join("/");
    change(to, value);
  };
  const above = [...path.slice(0, -1), Number(path.at(-1)) - 1];
  const around = path.slice(0, typeof path.at(-1) === "number" ? -2 : -1);
  const [group] = holders(forms, true);
  const [opposite] = holders(forms, false);
  const within = (kind: string, of: unknown) => ({ kind, [holding(forms.conditions[kind])!.name]: of });
  const only = alone(node, held);
  return (
    <span className="smartcom-acts">
      {follows && (
        <button type="button" aria-label={words.up(label)} title={words.up(label)} onClick={() => act([...path, "up"], node, above)}>
          ↑
        </button>
      )}
      {opposite !== undefined && node["kind"] !== opposite && (
        <button type="button" title={words.negate} aria-label={`${words.negate}: ${label}`} onClick={() => act(path, within(opposite, node), path)}>
          ¬
        </button>
      )}
      {group !== undefined && (
        <button type="button" title={words.wrap} aria-label={`${words.wrap}: ${label}`} onClick={() => act(path, within(group, [node]), path)}>
          ( )
        </button>
      )}
      {only !== undefined && (
        <button type="button" title={words.unwrap} aria-label={`${words.unwrap}: ${label}`} onClick={() => act(path, only, path)}>
          ⤴
        </button>
      )}
      <button type="button" title={words.remove(label)} aria-label={words.remove(label)} onClick={() => act(path, undefined, around)}>
        ×
      </button>
    </span>
  );
}
