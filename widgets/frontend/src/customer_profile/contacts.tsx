/** Contacts, with a sign at those that are missing or of no use. */
import { useWords } from "../core/language";
import type { Contact } from "./shown";
import { WORDS } from "./words";

export function Contacts({ contacts }: { contacts: Contact[] }) {
  const words = useWords(WORDS);
  return (
    <dl className="smartcom-contacts" aria-label={words.contacts}>
      {contacts.map((contact) => (
        <div key={contact.medium} data-fault={contact.fault || undefined}>
          <dt>{contact.medium}</dt>
          <dd>
            {contact.fault !== "" && (
              <span role="img" aria-label={words.faults[contact.fault]} title={words.faults[contact.fault]}>
                ⚠{" "}
              </span>
            )}
            <b>{contact.value || words.absent}</b>
            <span className="quiet">
              {contact.quality}; {contact.why_not === "" ? words.mayWrite : words.mayNot(contact.why_not)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
