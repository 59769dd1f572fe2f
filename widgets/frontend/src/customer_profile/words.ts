/** What the profile of a customer says in both languages. */
import type { Words } from "../core/language";
import type { FoundBy } from "./shown";

const en = {
  title: "Customer profile",
  search: "Find a customer",
  hint: "id, card, phone, e-mail or name",
  searching: "Searching …",
  nobodyFound: "Nobody fits. Type the beginning of an id or a card number, at least four digits of a phone number, a part of an e-mail address, or of a name.",
  firstOnly: (n: number) => `The first ${n} are shown; type more to find others.`,
  found: "Customers that fit",
  by: { id: "by id", card: "by card", phone: "by phone", email: "by e-mail", name: "by name" } as Record<FoundBy, string>,
  nobodyChosen: "Look for a customer above. Everything known of them appears here.",
  asOf: (at: string) => `Facts and metrics as of ${at}`,
  contacts: "Contacts",
  absent: "none",
  faults: { doubtful: "may not arrive", useless: "of no use" } as Record<string, string>,
  mayWrite: "we may write",
  mayNot: (why: string) => `we do not write: ${why}`,
  acting: "With this customer",
  parts: "Parts of the profile",
  timeline: "Timeline",
  kinds: "Show",
  nothingHappened: "Nothing is known to have happened yet.",
  allHidden: "Everything is hidden. Tick a kind above.",
  nothingHere: "Nothing is known here yet.",
  newestOnly: (n: number) => `Of each kind the newest ${n} are shown.`,
  interests: "Interests: the bar is now, the line a half life ago",
};

const ru: typeof en = {
  title: "Профиль клиента",
  search: "Найти клиента",
  hint: "идентификатор, карта, телефон, e-mail или имя",
  searching: "Ищем …",
  nobodyFound: "Никто не подошёл. Введите начало идентификатора или номера карты, не меньше четырёх цифр телефона, часть адреса e-mail или имени.",
  firstOnly: (n) => `Показаны первые ${n}; уточните запрос, чтобы найти других.`,
  found: "Подходящие клиенты",
  by: { id: "по идентификатору", card: "по карте", phone: "по телефону", email: "по e-mail", name: "по имени" },
  nobodyChosen: "Найдите клиента в поле выше. Здесь появится всё, что о нём известно.",
  asOf: (at) => `Факты и метрики на ${at}`,
  contacts: "Контакты",
  absent: "нет",
  faults: { doubtful: "может не дойти", useless: "непригоден" },
  mayWrite: "писать можно",
  mayNot: (why) => `не пишем: ${why}`,
  acting: "С этим клиентом",
  parts: "Разделы профиля",
  timeline: "Лента",
  kinds: "Показывать",
  nothingHappened: "Пока не известно ни об одном событии.",
  allHidden: "Скрыто всё. Отметьте выше, что показывать.",
  nothingHere: "Здесь пока ничего не известно.",
  newestOnly: (n) => `Показаны последние ${n} записей каждого вида.`,
  interests: "Интересы: полоса — сейчас, черта — период полураспада назад",
};

export const WORDS: Words<typeof en> = { en, ru };
