/** What the list of segments says in both languages. */
import type { Words } from "../core/language";

const en = {
  title: "Segments",
  choose: "Choose segments to see them beside everybody; two or more are also laid over each other.",
  most: (n: number) => `${n} segments at most stand side by side; take one back to choose another.`,
  clear: "Clear the choice",
  pick: (name: string) => `Choose ${name}`,
  counting: "Counting …",
  acting: (names: string[]) => `With whoever is in ${names.join(" or ")}`,
  comparison: "Side by side",
  overlap: "Overlap: customers who are in exactly these segments",
  nobody: "Nobody is in any of these segments.",
  inWords: "The same as a table",
  exactly: "in exactly these",
  customers: "customers",
  more: (n: number) => `Smaller combinations that are not drawn: ${n}.`,
};

const ru: typeof en = {
  title: "Сегменты",
  choose: "Выберите сегменты, чтобы увидеть их рядом со всеми клиентами; два и больше накладываются друг на друга.",
  most: (n) => `Рядом помещается не больше ${n} сегментов; снимите один, чтобы выбрать другой.`,
  clear: "Снять выбор",
  pick: (name) => `Выбрать ${name}`,
  counting: "Считаем …",
  acting: (names) => `С теми, кто в ${names.join(" или ")}`,
  comparison: "Сравнение",
  overlap: "Пересечение: клиенты, которые ровно в этих сегментах",
  nobody: "Ни в одном из этих сегментов никого нет.",
  inWords: "То же таблицей",
  exactly: "ровно в этих",
  customers: "клиентов",
  more: (n) => `Сочетаний поменьше, которые не нарисованы: ${n}.`,
};

export const WORDS: Words<typeof en> = { en, ru };
