from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter

import numpy as np
import pyarrow as pa
import pytest

from reports.management_summary import data, management_summary
from reports.management_summary.charts import segments_table
from reports.management_summary.words import Words, words
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.clock import FixedClock
from smartcom_kernel.core.settings import Settings
from smartcom_kernel.core.wording import signed_money
from smartcom_kernel.experiments.assign import variant_or_control_of
from smartcom_kernel.lake.connect import Lake
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.segments.spec import Segment
from smartcom_kernel.state.connect import State
from smartcom_kernel.workbench import Workbench
from tests.attribution.shop import AS_OF, Receipt, fill, send
from tests.shop import open_shop

CUSTOMERS = [f"c{i:03}" for i in range(400)]
SPEC = {
    "mailing": {
        "title": "Autumn <b>leaves</b>",
        "segment": "regulars",
        "variants": [{"name": "A", "templates": {"email": "a"}}, {"name": "B", "templates": {"email": "b"}}],
        "control_share": 0.2,
        "attribution": {"within_days": 14},
    }
}


def receipts() -> list[Receipt]:
    """Two hundred days of receipts around the sending, more of them the lower the customer's number."""
    rng = np.random.default_rng(5)
    found: list[Receipt] = []
    for i, customer in enumerate(CUSTOMERS):
        for n in range(int(rng.poisson(12 - i / 40))):
            paid = round(float(rng.lognormal(3, 0.6)), 2)
            found.append((f"r{i}-{n}", customer, float(rng.uniform(-150, 50)), paid))
    return found


@pytest.fixture(scope="module")
def wb(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A shop of 400 people as of a day in its past, with one sending to everybody; nobody changes it."""
    folder = tmp_path_factory.mktemp("summary")
    with open_shop(server, folder) as shop:
        shop.lake.insert("customers", shop.lake.temporary(pa.table({"customer_id": CUSTOMERS})))
        fill(shop.lake, receipts())
        settings = Settings(name="Corner shop", currency="EUR")
        bench = Workbench(folder, settings, shop.state, shop.lake, FixedClock(AS_OF))
        bench.segment_store.save("regulars", {"kind": "metric", "name": "receipts", "is": {"gte": 5}})
        plan(bench)
        yield bench


@pytest.fixture(scope="module")
def published(wb: Workbench, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page about that shop, made by a run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMARTCOM_RUN_ID", "run-17")
        return management_summary(wb, tmp_path_factory.mktemp("page") / "summary.html")


def plan(wb: Workbench) -> None:
    """A sending to everybody, in two variants with a control group of a fifth, planned years after its moment."""
    shares = {"A": 0.5, "B": 0.5}
    people = {c: variant_or_control_of("autumn", c, control_share=0.2, variant_shares=shares) for c in CUSTOMERS}
    sending = send(wb.state, people, spec=SPEC, replay=True)
    with wb.state.transaction() as connection:
        connection.execute(
            "UPDATE sendings SET status = 'finished', planned_at = %s, people = 400 WHERE sending_id = %s",
            [datetime(2026, 1, 1, tzinfo=UTC), sending.sending_id],
        )


def text_of(path: Path) -> str:
    """What a reader of the page reads."""
    html = re.sub(r"<(script|style).*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_page_tells_what_happened_what_it_brought_and_how_sure_we_are(published: Path) -> None:
    text = text_of(published)
    assert "“Autumn &lt;b&gt;leaves&lt;/b&gt;” set out to reach 400 people on 1 Oct 2017." in text
    assert "No effect is proven" in text
    assert re.search(r"In 14 days people of the mailing spent €[\d.]+ each, the control group €[\d.]+\.", text)
    assert re.search(
        r"The true value lies between −€[\d,]+ and \+€[\d,]+ \(95% interval\), so it may as well be zero", text
    )
    assert "This is a replay of history" in text


def test_the_page_names_what_its_numbers_can_be_made_from_again(wb: Workbench, published: Path) -> None:
    text = text_of(published)
    assert f"Lake snapshot {wb.lake.snapshot_id()}" in text
    assert "2017-10-01T00:00:00+00:00 – 2017-10-15T00:00:00+00:00" in text
    assert "run-17" in text


def test_the_same_shop_gives_the_same_page(wb: Workbench, published: Path, tmp_path: Path) -> None:
    again = management_summary(wb, tmp_path / "again.html").read_text(encoding="utf-8")
    assert again == re.sub(r"<dt>Run</dt><dd>run-17</dd>\s*", "", published.read_text(encoding="utf-8"))


def test_everybody_the_sending_meant_to_reach_is_in_the_figure(published: Path) -> None:
    found = re.search(r'data-target="delivery">(.*?)</script>', published.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    bars = [trace for trace in json.loads(found[1])["data"] if trace["type"] == "bar"]
    assert sum(sum(bar["x"]) for bar in bars) == 400


def test_the_figure_of_the_effect_shows_what_the_effect_is(wb: Workbench, published: Path) -> None:
    sending = data.latest_sending(wb.state)
    assert sending is not None
    gain = data.sent(wb.state, wb.present.tables, sending, currency="EUR").effect.comparison.gain
    assert gain is not None
    assert signed_money(gain.value, "EUR", decimals=0) in text_of(published)


def test_before_the_first_mailing_the_page_says_what_to_expect_and_shows_the_customers(
    workspace: Path, state: State, lake: Lake, tmp_path: Path
) -> None:
    empty = Workbench(workspace, Settings(name="New shop"), state, lake, FixedClock(AS_OF))
    assert data.latest_sending(state) is None
    text = text_of(management_summary(empty, tmp_path / "summary.html", lang="ru"))
    assert "Рассылок ещё не было" in text
    assert "Наши клиенты" in text
    assert "Чеков пока нет" in text


def test_the_base_is_counted_over_the_year_before_the_moment(lake: Lake) -> None:
    lake.insert("customers", lake.temporary(pa.table({"customer_id": ["a", "b", "c"]})))
    fill(lake, [("1", "a", -400, 5), ("2", "a", -10, 10), ("3", "a", -1, 20), ("4", "b", 3, 40), ("x", "b", -1, 80)])
    found = data.base(Tables(lake, AS_OF))
    assert (found.customers, found.buyers, found.receipts, found.revenue) == (3, 1, 2, 30.0)
    assert found.known_until == AS_OF + timedelta(days=3)


def test_a_month_known_in_part_is_marked(lake: Lake) -> None:
    fill(lake, [("1", "a", -60, 5), ("2", "a", -1, 10), ("3", "a", 30, 20), ("4", "a", 33, 7)])
    found = data.revenue_by_month(Tables(lake, AS_OF))
    assert found["starts_on"].astype(str).tolist() == ["2017-08-01", "2017-09-01", "2017-10-01", "2017-11-01"]
    assert found["revenue"].tolist() == [5, 10, 20, 7]
    assert found["is_whole"].tolist() == [False, True, True, False]


def test_months_are_those_of_the_shops_zone(lake: Lake) -> None:
    fill(lake, [("1", "a", -0.05, 5)])
    months = data.revenue_by_month(Tables(lake, AS_OF, zone="Europe/Moscow"))["starts_on"]
    assert months.astype(str).tolist() == ["2017-10-01"]


def test_a_shop_without_receipts_has_no_months_and_no_revenue(lake: Lake) -> None:
    assert data.revenue_by_month(Tables(lake, AS_OF)).empty
    assert data.base(Tables(lake, AS_OF)).revenue == 0


def test_receipts_of_unknown_customers_are_counted_apart(lake: Lake) -> None:
    fill(lake, [("1", "a", -1, 30), ("2", None, -1, 9), ("3", None, -400, 5), ("4", None, 3, 5), ("x", None, -1, 5),
                ("5", None, -2, 1)])  # fmt: skip
    found = data.base(Tables(lake, AS_OF))
    assert (found.receipts, found.revenue, found.buyers) == (1, 30.0, 1)
    assert (found.unknown_receipts, found.unknown_revenue, found.unknown_share) == (2, 10.0, 0.25)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "nor do receipts without a loyalty card, whose customer is unknown: 2 in the year, 25.0% of its revenue.",
        ),
        ("ru", "чеки без карты, клиент которых неизвестен: за год их 2, это 25,0\N{NARROW NO-BREAK SPACE}% выручки."),
    ],
)
def test_the_page_says_how_much_revenue_it_leaves_out(
    workspace: Path, state: State, lake: Lake, tmp_path: Path, lang: Lang, said: str
) -> None:
    fill(lake, [("1", "a", -1, 30), ("2", None, -1, 9), ("3", None, -2, 1)])
    bench = Workbench(workspace, Settings(), state, lake, FixedClock(AS_OF))
    text = text_of(management_summary(bench, tmp_path / "summary.html", lang=lang))
    assert re.sub(r"\s+", " ", said) in text


def test_a_load_while_the_page_is_made_changes_nothing(
    workspace: Path, state: State, lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.insert("customers", lake.temporary(pa.table({"customer_id": CUSTOMERS})))
    fill(lake, receipts())
    bench = Workbench(workspace, Settings(), state, lake, FixedClock(AS_OF))
    bench.segment_store.save("regulars", {"kind": "metric", "name": "receipts", "is": {"gte": 5}})
    plan(bench)
    before = management_summary(bench, tmp_path / "before.html").read_bytes()

    def loaded_meanwhile(tables: Tables) -> data.Base:
        fill(lake, [("late", "c001", -1, 1_000_000), ("later", "c002", 2, 1_000_000)])
        return base(tables)

    base = data.base
    monkeypatch.setattr(data, "base", loaded_meanwhile)
    assert management_summary(bench, tmp_path / "meanwhile.html").read_bytes() == before
    monkeypatch.setattr(data, "base", base)
    assert management_summary(bench, tmp_path / "after.html").read_bytes() != before


def test_of_many_segments_those_with_most_revenue_are_shown_and_the_others_counted(wb: Workbench) -> None:
    saved = [
        Segment.parse(name, {"kind": "metric", "name": "receipts", "is": {"gte": 15 - n}})
        for n, name in enumerate((f"s{n:02}" for n in range(1, 15)), 1)
    ]
    table = segments_table(data.segments(wb.present.tables, saved), "EUR", "en")
    assert [row[0] for row in table.shown] == [f"s{n:02}" for n in range(14, 2, -1)]
    assert table.cut("en") == "12 of 14 rows are shown"


def test_segments_stand_in_the_order_of_their_revenue(wb: Workbench) -> None:
    rare = Segment.parse("rare", {"kind": "metric", "name": "receipts", "is": {"lte": 2}})
    found = data.segments(wb.present.tables, [rare, wb.segment_store["regulars"]])
    assert [segment.name for segment, _ in found] == ["regulars", "rare"]


def test_a_segment_that_cannot_be_counted_is_named_and_hides_no_other(wb: Workbench, tmp_path: Path) -> None:
    wb.segment_store.save("hopeful", {"kind": "score", "model": "never_scored", "is": {"gte": 0.5}})
    try:
        text = text_of(management_summary(wb, tmp_path / "summary.html"))
    finally:
        wb.segment_store.delete("hopeful")
    assert "cannot be counted are not shown: hopeful" in text
    assert "regulars" in text


def test_both_languages_say_the_same_things_with_the_same_gaps() -> None:
    def gaps(said: Words) -> dict[str, set[str | None]]:
        texts = {**said.words, **{f"sure {k}": v for k, v in said.sure.items()}}
        return {key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in texts.items()}

    english, russian = words("en"), words("ru")
    assert gaps(english) == gaps(russian)
    assert english.badges.keys() == russian.badges.keys() == english.sure.keys()
    assert english.remake.keys() == russian.remake.keys()
    heads = [key for key in english.words if key.startswith("head_")]
    assert [len(english.head(key)) for key in heads] == [len(russian.head(key)) for key in heads]
