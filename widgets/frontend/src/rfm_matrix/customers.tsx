/** The first customers of the selection. */
import { number, useLanguage, useWords } from "../core/language";
import type { Selection } from "./shown";
import { WORDS } from "./words";

export function Customers({ selection, frequency }: { selection: Selection; frequency: string }) {
  const [words, language] = [useWords(WORDS), useLanguage()];
  const { customers, first } = selection;
  return (
    <div className="smartcom-customers">
      <table>
        <caption className="quiet">
          {words.showing(number(first.length, language), number(customers, language))}
        </caption>
        <thead>
          <tr>
            <th scope="col">{words.head.customer}</th>
            <th scope="col">{words.head.group}</th>
            <th scope="col">{words.head.scores}</th>
            <th scope="col">{words.head.recency}</th>
            <th scope="col">{frequency}</th>
            <th scope="col">{words.head.spent}</th>
          </tr>
        </thead>
        <tbody>
          {first.map((customer) => (
            <tr key={customer.customer_id}>
              <th scope="row">{customer.customer_id}</th>
              <td>{customer.group}</td>
              <td>{customer.scores}</td>
              <td>{number(customer.recency_days, language)}</td>
              <td>{number(customer.frequency, language)}</td>
              <td>{customer.monetary}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
