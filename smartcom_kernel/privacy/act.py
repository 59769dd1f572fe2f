"""The act of destruction of personal data, and what the log says of it.

What both must say is laid down by order No. 179 of Roskomnadzor of 28.10.2022, items 3 and 5, under part 7 of
article 21 of 152-FZ; kept for three years (item 8). It answers for article 17 of the GDPR too. Persons stand there by
a code that only this workspace can compute from their id ("other information that relates to the person"): the act
names nobody.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from html import escape

from smartcom_kernel.core.text_tables import harmless, html_counts
from smartcom_kernel.state.erasures import Erasure

HEAD = """<!doctype html><html lang="ru"><meta charset="utf-8"><title>Act {number}</title>
<style>body{{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}}
dt{{font-weight:bold;margin-top:.7em}}code{{word-break:break-all;font-size:12px}}
table{{border-collapse:collapse}}td{{border:1px solid #999;padding:.2em .6em}}
section{{margin-bottom:3em}}</style>"""
BLANK = "_" * 40
FIELDS = (
    ("Оператор: наименование (ФИО) и адрес", "Controller: name and address", BLANK),
    ("Обработчик по поручению: наименование (ФИО) и адрес", "Processor: name and address", BLANK),
    ("Субъекты персональных данных: код каждого", "Persons: the code of each", "{codes}"),
    ("Лица, уничтожившие данные: ФИО, должность, подпись", "Destroyed by: name, position, signature",
     "{who}, " + BLANK),
    ("Перечень категорий уничтоженных данных", "Categories of data destroyed", "{categories}"),
    ("Материальный носитель и число листов", "Material carrier and number of sheets", "{carrier}"),
    ("Информационная система", "Information system", "{system}"),
    ("Способ уничтожения", "How they were destroyed", "{how}"),
    ("Причина уничтожения", "Why", "{reason}"),
    ("Дата уничтожения", "Date", "{at}"),
)  # fmt: skip
"""Every field that the order asks of an act, in Russian and English."""
CATEGORIES = (
    "ФИО, пол, дата рождения, адреса, e-mail, телефоны, карты, согласия, события и посещения сайта, баллы, "
    "промокоды, ответы на опросы, метки, устройства, адреса сообщений, расчётные показатели",
    "name, sex, birthday, postal and e-mail addresses, phone numbers, cards, consents, events and visits, points, "
    "promo codes, answers in polls, tags, devices, addresses of messages, computed metrics",
)
HOW = (
    "удаление записей, перезапись файлов без них и стирание прежних файлов; чеки и сообщения обезличены",
    "rows deleted, files rewritten without them and the old ones removed; receipts and messages anonymised",
)
CARRIER = ("не применялся", "none")
TITLES = ("Акт об уничтожении персональных данных", "Act of destruction of personal data")
COUNTED = {
    "messages": ("Сообщений обезличено", "Messages anonymised"),
    "stopped": ("Сообщений не отправлено", "Messages not sent"),
    "state_rows": ("Строк базы данных", "Rows of the database"),
    "files": ("Файлов удалено", "Files deleted"),
    "files_left": ("Файлов для правки вручную", "Files to be edited by hand"),
    "shared": ("Адресов, общих с другими лицами", "Addresses shared with others, which stay"),
}


def html(erasure: Erasure, codes: Sequence[str], *, system: str, at: datetime) -> str:
    """The act in Russian and in English, to be completed where it is blank, and signed.

    Args:
        erasure: What was done.
        codes: The code of each person.
        system: Name of the information system.
        at: When the data had been destroyed.
    """
    return HEAD.format(number=erasure.erasure_id) + "".join(_part(erasure, codes, system, at, n) for n in (0, 1))


def log(erasure: Erasure, codes: Sequence[str], *, system: str, at: datetime) -> str:
    """What the log of the information system says, as CSV: a row for each person (item 5 of the order)."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["person", "categories", "information_system", "reason", "requested_at", "destroyed_at"])
    begun, ended = erasure.requested_at.isoformat(), at.isoformat()
    table.writerows([code, CATEGORIES[1], harmless(system), harmless(erasure.reason), begun, ended] for code in codes)
    return text.getvalue()


def _part(erasure: Erasure, codes: Sequence[str], system: str, at: datetime, lang: int) -> str:
    values = {
        "who": escape(erasure.who), "categories": CATEGORIES[lang], "carrier": CARRIER[lang], "system": escape(system),
        "how": HOW[lang], "reason": escape(erasure.reason), "at": f"{at:%Y-%m-%d %H:%M} UTC",
        "codes": "<br>".join(f"<code>{code}</code>" for code in codes),
    }  # fmt: skip
    fields = "".join(f"<dt>{words[lang]}</dt><dd>{words[2].format(**values)}</dd>" for words in FIELDS)
    counted = html_counts([(words[lang], str(_number(erasure, name))) for name, words in COUNTED.items()])
    lake = html_counts([(escape(name), str(rows)) for name, rows in sorted(erasure.counts.get("lake", {}).items())])
    title = f"{TITLES[lang]} № {erasure.erasure_id}"
    language = ("ru", "en")[lang]
    return f'<section lang="{language}"><h1>{title}</h1><dl>{fields}</dl>{counted}{lake}</section>'


def _number(erasure: Erasure, name: str) -> int:
    value = erasure.counts.get(name, 0)
    return len(value) if isinstance(value, list) else int(value)
