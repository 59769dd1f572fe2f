"""The figures of the page, each with what to see in it and its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reports.management_summary.data import Sent
from reports.management_summary.words import words
from reports.page import Chart, Table
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.money import money
from smartcom_kernel.core.settings import SCORES
from smartcom_kernel.core.wording import month, number, percent
from smartcom_kernel.experiments.comparison import COLUMNS, Comparison, said_rows
from smartcom_kernel.experiments.difference import group_title
from smartcom_kernel.experiments.groups import Group
from smartcom_kernel.figures.course import course
from smartcom_kernel.figures.delivery import delivery, standing_title, standings
from smartcom_kernel.figures.effect import effect
from smartcom_kernel.figures.revenue import revenue
from smartcom_kernel.figures.rfm import rfm_matrix
from smartcom_kernel.figures.segments import segment_sizes
from smartcom_kernel.metrics.rfm import RfmResult
from smartcom_kernel.metrics.rfm_names import group_label
from smartcom_kernel.segments.members import Summary
from smartcom_kernel.segments.spec import Segment

MOST_SEGMENTS = 12


def effect_chart(comparison: Comparison, lang: Lang) -> Chart:
    """The difference of every variant from the control group; its table holds every comparison made."""
    drawn = effect(comparison, lang=lang)
    table = Table(COLUMNS[lang], said_rows(comparison, lang), words=(0, 1, 2))
    return Chart("effect", drawn.layout.title.text, words(lang).say("effect_lead"), drawn, table)


def course_chart(sent: Sent, currency: str, lang: Lang) -> Chart:
    """Revenue per customer of each group as it adds up."""
    drawn = course(sent.course, currency=currency, lang=lang)
    wide = sent.course.pivot(index="day", columns="variant", values="revenue_per_customer")
    rows = [
        (number(int(str(day)), lang), *(money(amount, currency, lang) for amount in amounts))
        for day, amounts in zip(wide.index, wide.to_numpy().tolist(), strict=True)
    ]
    head = (*words(lang).head("head_course"), *(group_title(str(name), lang) for name in wide.columns))
    return Chart("course", drawn.layout.title.text, words(lang).say("course_lead"), drawn, Table(head, rows))


def delivery_chart(sent: Sent, lang: Lang) -> Chart:
    """What became of everybody."""
    counts = standings(sent.tallies)
    variants = sorted({tally.variant for tally in sent.tallies})
    head = (*words(lang).head("head_delivery"), *(group_title(name, lang) for name in variants))
    rows = [
        (standing_title(*standing, lang), number(people.total(), lang), *(number(people[v], lang) for v in variants))
        for standing, people in counts.items()
    ]
    sums = [sum(people[v] for people in counts.values()) for v in variants]
    rows.append((words(lang).say("all"), number(sum(sums), lang), *(number(n, lang) for n in sums)))
    drawn = delivery(sent.tallies, lang=lang)
    return Chart("delivery", drawn.layout.title.text, words(lang).say("delivery_lead"), drawn, Table(head, rows))


def groups_table(sent: Sent, currency: str, lang: Lang) -> Table:
    """Every group with its own numbers, before anything is compared."""
    return Table(
        words(lang).head("head_groups"),
        [_group_row(group, sent.credited, currency, lang) for group in sent.effect.comparison.groups],
    )


def _group_row(group: Group, credited: dict[str, tuple[int, float]], currency: str, lang: Lang) -> Sequence[str]:
    receipt = money(group.revenue / group.receipts, currency, lang) if group.receipts else "–"
    return (
        group_title(group.name, lang),
        number(group.customers, lang),
        number(group.buyers, lang),
        percent(group.conversion.value, lang),
        number(group.receipts, lang),
        money(group.revenue / group.customers, currency, lang),
        receipt,
        money(credited[group.name][1], currency, lang, decimals=0) if group.name in credited else "–",
    )


def rfm_chart(result: RfmResult, lang: Lang) -> Chart:
    """Who bought lately and often."""
    matrix = result.matrix("R", "F", lang)
    drawn = rfm_matrix(matrix, lang=lang)
    head = ("", *(f"F{score}: {matrix.column_borders[score]}" for score in SCORES))
    rows = [
        (f"R{score}: {matrix.row_borders[score]}", *(number(int(n), lang) for n in counts))
        for score, counts in zip(SCORES, matrix.customers.to_numpy().tolist(), strict=True)
    ][::-1]
    return Chart("rfm", drawn.layout.title.text, words(lang).say("rfm_lead"), drawn, Table(head, rows), is_wide=True)


def sizes_chart(result: RfmResult, currency: str, lang: Lang) -> Chart:
    """Which part of customers and of revenue each named group holds."""
    names = result.names.iloc[::-1]
    sizes = names.assign(title=[group_label(str(name), lang) for name in names.index])
    rows = [
        (
            row["title"],
            number(row["customers"], lang),
            percent(row["share_of_customers"], lang),
            money(row["revenue"], currency, lang, decimals=0),
            percent(row["share_of_revenue"], lang),
        )
        for row in sizes.to_dict("records")
    ]
    drawn = segment_sizes(sizes, lang=lang)
    table = Table(words(lang).head("head_names"), rows)
    return Chart("sizes", drawn.layout.title.text, words(lang).say("sizes_lead"), drawn, table)


def revenue_chart(sums: pd.DataFrame, sent: Sent | None, currency: str, lang: Lang) -> Chart:
    """Revenue month by month."""
    said = words(lang)
    drawn = revenue(sums, currency=currency, sent_on=sent.day if sent else None, lang=lang)
    rows = [
        (
            month(row["starts_on"], lang),
            money(row["revenue"], currency, lang, decimals=0),
            number(row["receipts"], lang),
            said.say("yes" if row["is_whole"] else "no"),
        )
        for row in sums.to_dict("records")
    ]
    table = Table(said.head("head_months"), rows)
    return Chart("revenue", drawn.layout.title.text, said.say("revenue_lead"), drawn, table)


def segments_table(found: Sequence[tuple[Segment, Summary]], currency: str, lang: Lang) -> Table:
    """The first saved segments with their numbers, and how many there are."""
    rows = [
        (
            segment.label,
            number(numbers.customers, lang),
            percent(numbers.share, lang),
            percent(numbers.revenue_share, lang),
            money(numbers.average_receipt, currency, lang) if numbers.average_receipt is not None else "–",
            segment.describe(lang),
        )
        for segment, numbers in found[:MOST_SEGMENTS]
    ]
    return Table(words(lang).head("head_segments"), rows, words=(0, 5), total=len(found))
