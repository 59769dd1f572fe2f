/** Words and numbers in the language of the workspace. */
import { useTrait } from "./model";

export type Language = "en" | "ru";
export type Words<T> = Record<Language, T>;

const NARROW_SPACE = "\u202f";

/** The words of a widget in the language that the kernel speaks. */
export function useWords<T>(words: Words<T>): T {
  return words[useLanguage()];
}

export function useLanguage(): Language {
  return useTrait<Language>("lang");
}

/** A number with separators: `1,234.5` in English, `1 234,5` in Russian. */
export function number(value: number, language: Language, decimals = 0): string {
  const digits = value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return language === "en" ? digits : digits.replaceAll(",", NARROW_SPACE).replace(".", ",");
}

/** A share of 1 as per cent: `12.3%` in English, `12,3 %` in Russian. */
export function percent(share: number, language: Language): string {
  return number(share * 100, language, 1) + (language === "en" ? "%" : `${NARROW_SPACE}%`);
}

/** A count with the noun that goes with it: 1 клиент, 2 клиента, 5 клиентов. */
export function counted(n: number, noun: Record<string, string>, language: Language): string {
  return `${number(n, language)} ${noun[new Intl.PluralRules(language).select(n)] ?? noun["other"]}`;
}
