"""The sentences of the page, in English and Russian."""

from __future__ import annotations

from smartcom_kernel.core.block import Lang
from smartcom_kernel.experiments.difference import Verdict

BADGES: dict[Verdict, dict[Lang, str]] = {
    Verdict.HIGHER: {"en": "The mailing brought revenue", "ru": "Рассылка принесла выручку"},
    Verdict.LOWER: {"en": "The mailing cost revenue", "ru": "Рассылка уменьшила выручку"},
    Verdict.UNCLEAR: {"en": "No effect is proven", "ru": "Эффект не доказан"},
    Verdict.TOO_FEW: {"en": "Too early or too small to judge", "ru": "Для вывода слишком мало покупок"},
    Verdict.NO_CONTROL: {"en": "The effect was not measured", "ru": "Эффект не измерен"},
    Verdict.BROKEN: {"en": "The measurement is broken", "ru": "Измерение испорчено"},
}
SURE: dict[Verdict, dict[Lang, str]] = {
    Verdict.HIGHER: {
        "en": "Quite sure: even the low end of the 95% interval, {low}, is above zero.",
        "ru": "Достаточно уверены: даже нижняя граница 95 %-го интервала, {low}, выше нуля.",
    },
    Verdict.LOWER: {
        "en": "Quite sure: even the high end of the 95% interval, {high}, is below zero.",
        "ru": "Достаточно уверены: даже верхняя граница 95 %-го интервала, {high}, ниже нуля.",
    },
    Verdict.UNCLEAR: {
        "en": "Not sure. The true value lies between {low} and {high} (95% interval), so it may as well be zero.",
        "ru": "Не уверены. Истинное значение лежит между {low} и {high} (95 %-й интервал), то есть может быть и нулём.",
    },
    Verdict.TOO_FEW: {
        "en": "Fewer than 10 people bought in a group; wait, or make the control group larger next time.",
        "ru": "В одной из групп купили меньше 10 человек; подождите или увеличьте контрольную группу.",
    },
    Verdict.NO_CONTROL: {
        "en": "Nobody was held out as a control group. Hold out 10% next time, and this page will say what the mailing brought.",
        "ru": "Контрольной группы не было. Оставьте 10 % в следующий раз, и здесь будет сказано, что принесла рассылка.",
    },
    Verdict.BROKEN: {
        "en": "The groups are not as large as intended, which chance alone hardly explains: look for what changed who is in them.",
        "ru": "Размеры групп не такие, как задумано, и случайностью это не объяснить: ищите, что изменило их состав.",
    },
}

WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "Summary for management",
        "subtitle": "Customers as of {as_of}. Receipts are known up to {known}.",
        "no_receipts": "Customers as of {as_of}. No receipts are known yet.",
        "nothing_sent": "Nothing has been sent yet",
        "nothing_sent_more": "Once a mailing has been sent, this page says what it brought and how sure we are.",
        "what_happened": "What happened",
        "what_it_brought": "What it brought",
        "how_sure": "How sure we are",
        "happened": "“{mailing}” set out to reach {people} people on {on}. {written} were written to, {held} were held "
        "out as a control group, {others} could not be or had not agreed to be written to.",
        "brought": "In {days} days people of the mailing spent {value} each, the control group {base}. "
        "Over all {people} people that makes {gain}.",
        "brought_no_control": "In {days} days people of the mailing spent {value} each.",
        "brought_unknown": "That cannot be said.",
        "replay": "This is a replay of history: the mailing was planned on {planned} as if it were {on}, and nobody read it "
        "then. Whatever difference shows below is chance; the page shows how a real mailing would be judged.",
        "doubt": "{n} messages are in doubt: a crash or a silence hides whether they were accepted. Have somebody look.",
        "mailing": "The mailing “{mailing}”",
        "customers_now": "Our customers",
        "notes": "How to read this",
        "remake": "How to make these numbers again",
        "card_people": "meant to reach",
        "card_written": "written to",
        "card_control": "control group",
        "card_credited": "credited to it",
        "card_credited_note": "{n} receipts within {days} days of a message: not all of it is owed to the mailing",
        "card_customers": "customers known",
        "card_buyers": "bought within a year",
        "card_revenue": "revenue of the year",
        "card_receipt": "average receipt",
        "card_share": "{share} of all",
        "card_receipts": "{n} receipts",
        "effect_lead": "Each line is the 95% interval of the difference. One that crosses “no effect” proves nothing.",
        "course_lead": "The mailing works where its lines rise above the dotted line of the control group, and stay there.",
        "delivery_lead": "Everybody the mailing meant to reach stands in exactly one bar.",
        "groups": "The groups side by side",
        "groups_lead": "People count in the group they were drawn into, reached or not.",
        "rfm_lead": "The upper right corner holds those who bought lately and often, the lower left those we have lost.",
        "sizes_lead": "Where the second bar is longer than the first, few customers bring much.",
        "revenue_lead": "A pale bar is a month that receipts are known of only in part.",
        "segments": "Saved segments",
        "segments_lead": "Groups of customers that mailings can be sent to.",
        "head_groups": "Group|People|Buyers|Conversion|Receipts|Revenue per customer|Average receipt|Credited",
        "head_course": "Day",
        "head_delivery": "What became of them|All",
        "head_names": "Group|Customers|Share of customers|Revenue|Share of revenue",
        "head_months": "Month|Revenue|Receipts|Whole month",
        "head_segments": "Segment|Customers|Share of customers|Share of revenue|Average receipt|Who belongs to it",
        "all": "Together",
        "yes": "yes",
        "no": "no",
    },
    "ru": {
        "title": "Сводка для руководства",
        "subtitle": "Клиенты на {as_of}. Чеки известны по {known}.",
        "no_receipts": "Клиенты на {as_of}. Чеков пока нет.",
        "nothing_sent": "Рассылок ещё не было",
        "nothing_sent_more": "Когда рассылка уйдёт, здесь будет сказано, что она принесла и насколько мы уверены.",
        "what_happened": "Что произошло",
        "what_it_brought": "Что это принесло",
        "how_sure": "Насколько мы уверены",
        "happened": "Рассылка «{mailing}» от {on} предназначалась {people} клиентам. Отправлено {written}, в контрольной "
        "группе {held}, остальным {others} написать нельзя: нет адреса или согласия.",
        "brought": "За {days} дн. адресаты потратили в среднем по {value}, контрольная группа по {base}. "
        "На {people} человек это {gain}.",
        "brought_no_control": "За {days} дн. адресаты потратили в среднем по {value}.",
        "brought_unknown": "Сказать нельзя.",
        "replay": "Это повтор истории: рассылка спланирована {planned}, как будто было {on}, и тогда её никто не получал. "
        "Любая разница ниже случайна; страница показывает, как оценивалась бы настоящая рассылка.",
        "doubt": "Сообщений под вопросом: {n}. Сбой или молчание скрывают, были ли они приняты. Их нужно проверить.",
        "mailing": "Рассылка «{mailing}»",
        "customers_now": "Наши клиенты",
        "notes": "Как это читать",
        "remake": "Как получить эти числа снова",
        "card_people": "предназначалась",
        "card_written": "отправлено",
        "card_control": "контрольная группа",
        "card_credited": "отнесено к рассылке",
        "card_credited_note": "чеков: {n}, за {days} дн. после сообщения; не всё это заслуга рассылки",
        "card_customers": "известно клиентов",
        "card_buyers": "покупали за год",
        "card_revenue": "выручка за год",
        "card_receipt": "средний чек",
        "card_share": "{share} всех",
        "card_receipts": "чеков: {n}",
        "effect_lead": "Каждая черта — 95 %-й интервал разницы. Если она пересекает «нет эффекта», ничего не доказано.",
        "course_lead": "Рассылка работает, если её линии поднимаются над пунктиром контрольной группы и остаются выше.",
        "delivery_lead": "Каждый, кому предназначалась рассылка, стоит ровно в одной полосе.",
        "groups": "Группы рядом",
        "groups_lead": "Клиент считается в группе, в которую попал по жребию, даже если написать ему не удалось.",
        "rfm_lead": "Вверху справа те, кто покупал недавно и часто, внизу слева те, кого мы потеряли.",
        "sizes_lead": "Где вторая полоса длиннее первой, немногие клиенты приносят много.",
        "revenue_lead": "Бледный столбец — месяц, чеки которого известны не полностью.",
        "segments": "Сохранённые сегменты",
        "segments_lead": "Группы клиентов, которым можно отправлять рассылки.",
        "head_groups": "Группа|Людей|Купили|Конверсия|Чеков|Выручка на клиента|Средний чек|Отнесено",
        "head_course": "День",
        "head_delivery": "Что с ними стало|Всего",
        "head_names": "Группа|Клиентов|Доля клиентов|Выручка|Доля выручки",
        "head_months": "Месяц|Выручка|Чеков|Месяц полный",
        "head_segments": "Сегмент|Клиентов|Доля клиентов|Доля выручки|Средний чек|Кто в него входит",
        "all": "Вместе",
        "yes": "да",
        "no": "нет",
    },
}

NOTES: dict[Lang, tuple[str, ...]] = {
    "en": (
        "The control group was drawn by lot from the same people and got nothing. Only the difference from it is the "
        "mailing's doing.",
        "A 95% interval holds the true value in 95 of 100 such measurements. Revenue per customer decides; conversion and "
        "the average receipt are shown beside it.",
        "Conversion: Newcombe's interval and z test. Revenue per customer: Welch's t test. Average receipt: Welch's t test "
        "with the delta method. Several variants: p values corrected after Holm.",
        "Credited receipts go to the latest message before them. Many of these people would have bought anyway, which is "
        "why the credited amount is larger than the effect.",
        "Cancelled receipts and receipts without a customer do not count.",
    ),
    "ru": (
        "Контрольная группа выбрана жребием из тех же людей и ничего не получила. Заслуга рассылки — только разница с ней.",
        "95 %-й интервал содержит истинное значение в 95 таких измерениях из 100. Решает выручка на клиента; конверсия и "
        "средний чек показаны рядом.",
        "Конверсия: интервал Ньюкомба и z-тест. Выручка на клиента: t-тест Уэлча. Средний чек: t-тест Уэлча с "
        "дельта-методом. Несколько вариантов: p-значения с поправкой Холма.",
        "Чек относится к последнему сообщению перед ним. Многие купили бы и так, поэтому отнесённая сумма больше эффекта.",
        "Отменённые чеки и чеки без клиента не учитываются.",
    ),
}

REMAKE: dict[Lang, dict[str, str]] = {
    "en": {
        "snapshot": "Lake snapshot", "as_of": "As of", "run": "Run", "sending": "Sending", "window": "Window",
        "rfm": "RFM", "command": "Command", "made": "Made", "program": "Program", "zone": "Time zone",
    },
    "ru": {
        "snapshot": "Снимок данных", "as_of": "На момент", "run": "Запуск", "sending": "Рассылка", "window": "Окно",
        "rfm": "RFM", "command": "Команда", "made": "Создано", "program": "Программа", "zone": "Часовой пояс",
    },
}  # fmt: skip
