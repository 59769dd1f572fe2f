/** The chosen segments side by side, with everybody beside them. */
import { useWords } from "../core/language";
import { Cells, TitledTable } from "../core/table";
import type { Comparison as Compared } from "./shown";
import { WORDS } from "./words";

export function Comparison({ comparison: { head, rows } }: { comparison: Compared }) {
  const words = useWords(WORDS);
  return (
    <div className="smartcom-comparison">
      <TitledTable title={words.comparison} head={head.slice(1)} corner>
        {rows.map(([label, ...cells]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <Cells cells={cells} />
          </tr>
        ))}
      </TitledTable>
    </div>
  );
}
