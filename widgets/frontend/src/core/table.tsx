/** A table with its title, which scrolls sideways by keyboard too. */
import { type ReactNode, useId } from "react";

interface Props {
  title: string;
  head: string[];
  /** What stands above the names of rows, where rows have names. */
  corner?: boolean;
  children: ReactNode;
}

export function TitledTable({ title, head, corner, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h4 id={id}>{title}</h4>
      <div className="smartcom-scroll" role="group" aria-labelledby={id} tabIndex={0}>
        <Table head={head} corner={corner}>
          {children}
        </Table>
      </div>
    </section>
  );
}

export function Table({ head, corner = false, children }: Omit<Props, "title" | "corner"> & { corner?: boolean | undefined }) {
  return (
    <table>
      <thead>
        <tr>
          {corner && <td />}
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** Cells of a row. */
export function Cells({ cells }: { cells: ReactNode[] }) {
  return cells.map((cell, place) => <td key={place}>{cell}</td>);
}
