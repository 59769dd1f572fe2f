"""What a load says of rows and files, in English and Russian: why a row is rejected, and how a file was read."""

from __future__ import annotations

import re
from typing import NamedTuple

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number
from smartcom_kernel.lake.sql import literal

GAP = re.compile(r"\{(\w+)\}")


class Phrase(NamedTuple):
    """One sentence in both languages; ``{name}`` is a gap.

    Args:
        en: In English.
        ru: In Russian.
    """

    en: str
    ru: str

    def filled(self, **gaps: str | int | Phrase) -> Phrase:
        """The phrase with its gaps filled; whole numbers get the separators of each language."""
        return Phrase(*(self._text(lang, gaps) for lang in ("en", "ru")))

    def say(self, lang: Lang) -> str:
        """The phrase in one language."""
        return self.ru if lang == "ru" else self.en

    def sql(self, lang: Lang, **gaps: str) -> str:
        """SQL of the phrase; what an expression yields in a row goes into the gap of its name."""
        pieces = GAP.split(self.say(lang)) if gaps else [self.say(lang)]
        return " || ".join(
            f"CAST({gaps[piece]} AS VARCHAR)" if place % 2 else literal(piece)
            for place, piece in enumerate(pieces)
            if piece
        )

    def _text(self, lang: Lang, gaps: dict[str, str | int | Phrase]) -> str:
        return self.say(lang).format(**{name: _spoken(value, lang) for name, value in gaps.items()})


def _spoken(value: str | int | Phrase, lang: Lang) -> str:
    if isinstance(value, Phrase):
        return value.say(lang)
    return number(value, lang) if isinstance(value, int) else value


# why a row is rejected; the field and its value stand beside it -------------------------------------------------------

ERASED = Phrase(
    "was erased on request: delete it in the shop's system too",
    "стёрт по запросу: удалите его и в системе магазина",
)
REQUIRED = Phrase("is required", "поле обязательное, а значения нет")
TOO_LARGE = Phrase("is too large", "слишком большое число")
TOO_LARGE_OR_NO_NUMBER = Phrase("is too large, or no number", "слишком большое число или не число")
TOO_LARGE_OR_FINE = Phrase(
    "is too large, or has more than {scale} decimals", "слишком большое число или больше {scale} знаков после запятой"
)
TOO_FINE = Phrase("has more than {scale} decimals", "больше {scale} знаков после запятой")
NOT_WHOLE = Phrase("is not a whole number", "это не целое число")
NO_NUMBER = Phrase(
    "is no number with '{sign}' as its decimal sign", "это не число, в котором дробную часть отделяет «{sign}»"
)
SHORTENED = Phrase(
    "was shortened by a spreadsheet; give the column the format Text there and export it again",
    "табличный редактор сократил значение; задайте там столбцу формат «Текст» и выгрузите файл снова",
)
NO_CHOICE = Phrase("is none of {options}", "может быть только одно из: {options}")
TOO_LONG = Phrase("is longer than {most} characters", "длиннее допустимых {most} символов")
NUL = Phrase("holds a NUL character", "внутри есть символ NUL")
NO_JSON = Phrase("is not valid JSON", "это не правильный JSON")
JSON_TOO_LONG = Phrase(
    "is longer than {most} characters, or holds NUL", "длиннее допустимых {most} символов, или внутри есть символ NUL"
)
NO_DATE = Phrase(
    "is no date such as 2024-01-31; if day, month and year stand in another order, state it",
    "это не дата вида 2024-01-31; если день, месяц и год стоят в другом порядке, укажите его (--dates)",
)
NO_INSTANT = Phrase(
    "is no instant such as 2024-01-31 14:30:00; if day, month and year stand in another order, state it",
    "это не момент вида 2024-01-31 14:30:00; если день, месяц и год стоят в другом порядке, укажите его (--dates)",
)
OUTSIDE = Phrase("lies outside the years 1900 to 2100", "год должен быть от 1900 до 2100")
NO_DAY = Phrase("is a day that no calendar has", "такого дня нет в календаре")
NO_TIME = Phrase("is a day or a time that does not exist", "такого дня или времени не бывает")
SKIPPED = Phrase(
    "is a wall-clock time that does not exist in {zone}: the clocks went forward over it",
    "такого времени в поясе {zone} не было: часы перевели вперёд",
)
FIELDS = Phrase("has {fields} fields, the header has {width}", "полей в строке: {fields}, а в заголовке: {width}")
UNKNOWN_RECEIPT = Phrase(
    "receipt {receipt_id} is unknown: load receipts before their lines",
    "чек {receipt_id} неизвестен: сначала загрузите чеки, затем их строки",
)
TWIN = Phrase("row {row} has the same key and other values", "у строки {row} тот же ключ и другие значения")
TWIN_IN_EARLIER_FILE = Phrase(
    "row {row} of an earlier file has the same key and other values",
    "у строки {row} одного из предыдущих файлов тот же ключ и другие значения",
)

# how a file was read --------------------------------------------------------------------------------------------------

WITNESS = Phrase("{column} is {value} in row {row} of {file}", "{column}: {value} в строке {row} файла {file}")
DAY_FIRST = Phrase("dates were read day first: {witness}", "даты прочитаны так, что сначала день: {witness}")
MONTH_FIRST = Phrase("dates were read month first: {witness}", "даты прочитаны так, что сначала месяц: {witness}")
DECIMAL_COMMA = Phrase(
    "numbers were read with a decimal comma: {witness}", "числа прочитаны с десятичной запятой: {witness}"
)
NO_OFFSET = Phrase(
    "{column}: instants without an offset were read as wall-clock time in {zone}",
    "{column}: моменты без смещения прочитаны как местное время пояса {zone}",
)
NO_END = Phrase(
    "the last line of {file} has no end: if the file was cut off, load it again",
    "последняя строка файла {file} не завершена: если файл обрезан, загрузите его снова",
)
ENCODING = Phrase(
    "{file} was read as {encoding}; where letters look wrong, state encoding=… (--encoding on the command line)",
    "{file} прочитан в кодировке {encoding}; если буквы выглядят неверно, укажите encoding=… (--encoding в командной "
    "строке)",
)
STRANGE_CATEGORIES = Phrase(
    "no mailing can be of these categories, since the settings have no [mailing_categories.NAME] for them: {names}",
    "рассылок этих категорий быть не может, так как в настройках для них нет [mailing_categories.ИМЯ]: {names}",
)
LOADED_BEFORE = Phrase(
    "{file}: the same content was loaded before, on {day} as {earlier}",
    "{file}: то же содержимое уже загружали {day}, файл {earlier}",
)
