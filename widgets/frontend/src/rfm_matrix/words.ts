/** What the RFM matrix says in both languages. */
import type { Words } from "../core/language";

const en = {
  matrix: "RFM matrix",
  axes: { R: "last purchase", F: "how often", M: "how much" } as Record<string, string>,
  within: "Among",
  everybody: "all customers",
  nobodyYet: "There is nothing to score yet. Load customers and receipts, refresh, and run this cell again:",
  nobodyWithin: "Nobody in this segment bought anything in the period. Choose another segment.",
  customers: { one: "customer", other: "customers" } as Record<string, string>,
  ofRevenue: "of revenue",
  ofScored: "of those who bought",
  choose: "Choose cells: click them, or walk with the arrow keys and press Space.",
  clear: "Clear the choice",
  counting: "Counting …",
  head: { customer: "customer", group: "group", scores: "scores", recency: "days since last purchase", spent: "spent" },
  frequency: { visits: "visits", receipts: "receipts" },
  showing: (n: string, of: string) => `Showing ${n} of ${of}, those who spent most first.`,
};

const ru: typeof en = {
  matrix: "RFM-матрица",
  axes: { R: "последняя покупка", F: "как часто", M: "на какую сумму" },
  within: "Среди",
  everybody: "всех клиентов",
  nobodyYet: "Оценивать пока нечего. Загрузите клиентов и чеки, выполните пересчёт и запустите ячейку ещё раз:",
  nobodyWithin: "Из этого сегмента за период никто ничего не купил. Выберите другой сегмент.",
  customers: { one: "клиент", few: "клиента", other: "клиентов" },
  ofRevenue: "выручки",
  ofScored: "от покупавших",
  choose: "Выберите ячейки: щёлкните по ним или двигайтесь стрелками и нажимайте пробел.",
  clear: "Снять выбор",
  counting: "Считаем …",
  head: { customer: "клиент", group: "группа", scores: "оценки", recency: "дней с последней покупки", spent: "сумма" },
  frequency: { visits: "визитов", receipts: "чеков" },
  showing: (n, of) => `Показано ${n} из ${of}, сначала те, кто потратил больше.`,
};

export const WORDS: Words<typeof en> = { en, ru };
