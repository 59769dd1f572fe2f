"""What the tables and short sentences of the command line say in each language; results say themselves."""

from __future__ import annotations

from smartcom_kernel.core.block import Lang

WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "never": "never",
        "by_hand": "paused by hand",
        "cancelled": "cancelled by hand",
        "scheduled": "{name} {occasion} will be planned on {at}.",
        "unscheduled": "{name} is a draft again.",
        "deleted_mailing": "mailings/{name}.yml is gone.",
        "resolved": "Message {message_id}: {state}.",
        "no_segments": "There are no segments yet. Save one from a notebook, or write segments/NAME.yml.",
        "no_schedules": "There are no schedules yet: write {folder}/schedule.yml.",
        "schedules": "Schedules",
        "schedule_heads": "name|what and when|next ({zone})",
        "no_templates": "There are no templates yet: smartcom template new NAME --from welcome",
        "template_heads": "name|medium|says|faults|versions",
        "version_heads": "number|saved|fingerprint|current",
        "good_template": "{name}: in order.",
        "begun": "templates/{name}.yml is begun: put your words and addresses in.",
        "restored": "{name}: version {number} is the current one again.",
        "unused": "No template uses {name}.",
        "doctor": "Doctor",
        "doctor_heads": "|component|found|what to do",
        "deliverability": "What the DNS says of the sender",
        "dns_heads": "|record|name|found|to publish",
        "dns_good": "ok",
        "dns_missing": "MISSING",
        "dns_faulty": "FAULT",
        "dns_unasked": "no answer",
        "good": "ok",
        "fault": "FAULT",
        "unlocked": "Messages may leave again.",
        "not_locked": "Messages may leave; nothing was locked.",
    },
    "ru": {
        "never": "никогда",
        "by_hand": "приостановлено вручную",
        "cancelled": "отменено вручную",
        "scheduled": "{name} {occasion}: будет запланирована {at}.",
        "unscheduled": "{name} снова черновик.",
        "deleted_mailing": "Файл mailings/{name}.yml удалён.",
        "resolved": "Сообщение {message_id}: {state}.",
        "no_segments": "Сегментов пока нет. Сохраните первый из блокнота или напишите segments/ИМЯ.yml.",
        "no_schedules": "Расписаний пока нет: напишите {folder}/schedule.yml.",
        "schedules": "Расписания",
        "schedule_heads": "имя|что и когда|следующий запуск ({zone})",
        "no_templates": "Шаблонов пока нет: smartcom template new ИМЯ --from welcome",
        "template_heads": "имя|вид связи|что в нём|ошибки|версии",
        "version_heads": "номер|сохранена|отпечаток|текущая",
        "good_template": "{name}: в порядке.",
        "begun": "Начат templates/{name}.yml: впишите свои слова и адреса.",
        "restored": "{name}: версия {number} снова текущая.",
        "unused": "Ни один шаблон не использует {name}.",
        "doctor": "Проверка",
        "doctor_heads": "|компонент|найдено|что делать",
        "deliverability": "Что DNS говорит об отправителе",
        "dns_heads": "|запись|имя|найдено|опубликовать",
        "dns_good": "в порядке",
        "dns_missing": "НЕТ",
        "dns_faulty": "СБОЙ",
        "dns_unasked": "нет ответа",
        "good": "в порядке",
        "fault": "СБОЙ",
        "unlocked": "Сообщения снова могут уходить.",
        "not_locked": "Сообщения могут уходить; ничего не было закрыто.",
    },
}


def word(key: str, lang: Lang, **gaps: object) -> str:
    """A sentence with its gaps filled."""
    return WORDS[lang][key].format(**gaps)


def heads(key: str, lang: Lang, **gaps: object) -> list[str]:
    """The heads of a table."""
    return word(key, lang, **gaps).split("|")
