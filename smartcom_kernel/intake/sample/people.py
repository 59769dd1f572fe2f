"""Customers of the sample shop and their cards: who they are, how they can be reached, how long they stay."""

from __future__ import annotations

import math

from smartcom_kernel.intake.sample.chance import Chance
from smartcom_kernel.intake.sample.seasons import TICKS, Seasons
from smartcom_kernel.intake.sample.shop import STORES
from smartcom_kernel.intake.sample.words import FATHERS, MEN, SHOP_BRANDS, STREETS, SURNAMES, WOMEN, typical_prices
from smartcom_kernel.lake.sql import literal

NEWCOMERS = 0.5
"""Share of customers who joined during the period; with lives of one period, as many come as leave."""
LIFETIME = 1.0
"""Mean life of a customer, in periods."""


def traits(chance: Chance, seasons: Seasons, first: int, stop: int, receipts_per_customer: int) -> str:
    """SELECT of customers `first` to `stop` - 1: what they are like, from which all else about them follows.

    Receipts come as a Poisson process while a customer lives. Lives are exponential, rates are gamma with shape 2
    (a Poisson count at such a rate is a sum of two geometric ones): the Pareto/NBD model of Schmittlein, Morrison and
    Colombo (1987), with the two distributions independent. `joined` and `active` are shares of the period.
    """
    mean = f"{receipts_per_customer / 2 / _mean_activity()} * active"
    newcomer = chance.happens("c", "newcomer", NEWCOMERS)
    registered = seasons.instant(
        f"CASE WHEN joined > 0 THEN day - 1 ELSE -1 - {chance.below('c', 'registered', 1000)} END",
        seasons.second(chance, "c", "registered"),
        "hours_ahead",
    )
    return f"""
        WITH drawn AS (
            SELECT c, {chance.below("c", "home", STORES)} AS home,
                CASE WHEN {newcomer} THEN {chance.unit("c", "joined")} ELSE 0 END AS joined
            FROM range({first}, {stop}) customers(c)
        ),
        lives AS (SELECT *, least(1 - joined, {LIFETIME} * {chance.exponential("c", "life")}) AS active FROM drawn)
        SELECT c, format('C{{:07d}}', c) AS customer_id, home, first_here, stores_here, hours_ahead, joined, active,
            {chance.lognormal("c", "spending", 0.9)} AS spending,
            {chance.below("c", "favourite", len(typical_prices()))} AS favourite,
            {chance.geometric("c", "receipts, one", mean)} + {chance.geometric("c", "receipts, two", mean)} AS receipts,
            {chance.one_of("c", "brand", SHOP_BRANDS)} AS brand,
            {registered} AS registered_at
        FROM lives JOIN sample_stores ON number = home JOIN sample_ticks ON tick = floor(joined * {TICKS})::INTEGER"""


def customers(chance: Chance, seasons: Seasons) -> str:
    """SELECT of the customers; about one in ten has no e-mail or no phone, and some of what is there is malformed."""
    woman = chance.happens("c", "woman", 0.58)
    surname = f"{chance.one_of('c', 'surname', SURNAMES)} || CASE WHEN woman THEN 'а' ELSE '' END"
    first_name = _by_gender(chance, "first name", WOMEN, MEN)
    middle_name = _by_gender(chance, "father", [her for _, her in FATHERS], [his for his, _ in FATHERS])
    age = f"6600 + floor(11000 * ({chance.unit('c', 'age, one')} + {chance.unit('c', 'age, two')}))::INTEGER"
    known = f"NOT {chance.happens('c', 'no address', 0.03)}"
    street, house = chance.one_of("c", "street", STREETS), chance.below("c", "house", 150)
    source = chance.unit("c", "source")
    return f"""
        WITH people AS (SELECT *, {woman} AS woman, {known} AS known FROM sample_people)
        SELECT c, customer_id, {surname} AS last_name,
            CASE WHEN NOT {chance.happens("c", "no first name", 0.03)} THEN {first_name} END AS first_name,
            CASE WHEN NOT {chance.happens("c", "no middle name", 0.15)} THEN {middle_name} END AS middle_name,
            CASE WHEN {chance.happens("c", "no gender", 0.02)} THEN NULL WHEN woman THEN 'F' ELSE 'M' END AS gender,
            CASE WHEN NOT {chance.happens("c", "no birthday", 0.08)}
                THEN DATE {literal(str(seasons.until))} - ({age}) END AS birth_on,
            registered_at, 'RU' AS country,
            CASE WHEN known THEN region END AS region,
            CASE WHEN known THEN city END AS city,
            CASE WHEN known THEN postcode || format('{{:03d}}', {chance.below("c", "postcode", 150)}) END AS zip,
            CASE WHEN known THEN 'ул. ' || {street} || ', ' || (1 + {house}) END AS address,
            CASE WHEN known THEN time_zone END AS time_zone,
            'ru' AS language,
            CASE WHEN {source} < 0.55 THEN 'store' WHEN {source} < 0.8 THEN 'site' WHEN {source} < 0.95 THEN 'app'
                ELSE 'partner' END AS source,
            brand, {_email(chance)} AS email, {_phone(chance)} AS phone,
            {_consent(chance, "email", yes=0.62, no=0.18)} AS email_consent,
            {_consent(chance, "sms", yes=0.48, no=0.22)} AS sms_consent,
            {_consent(chance, "push", yes=0.25, no=0.15)} AS push_consent,
            {_consent(chance, "messenger", yes=0.2, no=0.1)} AS messenger_consent,
            {_consent(chance, "call", yes=0.15, no=0.3)} AS call_consent
        FROM people JOIN sample_stores ON number = home"""


def cards(chance: Chance) -> str:
    """SELECT of the cards: four customers in five have one, one in thirty of them two."""
    of = "c * 2 + card - 1"
    level, blocked = chance.unit("c", "level"), chance.happens(of, "blocked", 0.06)
    return f"""
        SELECT c, card, format('9990{{:09d}}{{:d}}', c, card) AS card_number, customer_id, 'Карта ' || brand AS name,
            registered_at AS activated_at, CASE WHEN {blocked} THEN 'blocked' ELSE 'active' END AS status,
            {chance.one_of(of, "card type", ["plastic", "virtual"])} AS type,
            CASE WHEN {level} < 0.7 THEN 'base' WHEN {level} < 0.93 THEN 'silver' ELSE 'gold' END AS category
        FROM (SELECT *, unnest(CASE WHEN {chance.happens("c", "two cards", 0.03)} THEN [1, 2] ELSE [1] END) AS card
            FROM sample_people WHERE {chance.happens("c", "card", 0.8)})"""


def _mean_activity() -> float:
    """The mean of `active`, so that the mean number of receipts comes out as asked."""
    from_start = LIFETIME * (1 - math.exp(-1 / LIFETIME))
    joined_later = LIFETIME * (1 - from_start)
    return (1 - NEWCOMERS) * from_start + NEWCOMERS * joined_later


def _by_gender(chance: Chance, word: str, women: list[str], men: list[str]) -> str:
    return f"CASE WHEN woman THEN {chance.one_of('c', word, women)} ELSE {chance.one_of('c', word, men)} END"


def _email(chance: Chance) -> str:
    draw, name = chance.unit("c", "e-mail"), "lower(customer_id)"
    malformed = [f"{name} || '.example.com'", f"{name} || '@@example.com'", f"{name} || '@example'", f"{name} || '@'"]
    return f"""CASE WHEN {draw} < 0.08 THEN NULL
        WHEN {draw} < 0.1 THEN [{", ".join(malformed)}][1 + {chance.below("c", "malformed e-mail", 4)}]
        WHEN {draw} < 0.14 THEN ' ' || customer_id || '@EXAMPLE.COM'
        ELSE {name} || '@example.com' END"""


def _phone(chance: Chance) -> str:
    draw, digits = chance.unit("c", "phone"), "format('{:011d}', c)"
    malformed = ["'нет'", f"'+888 ' || right({digits}, 4)", "'8'", f"{digits} || '-x'"]
    return f"""CASE WHEN {draw} < 0.1 THEN NULL
        WHEN {draw} < 0.12 THEN [{", ".join(malformed)}][1 + {chance.below("c", "malformed phone", 4)}]
        WHEN {draw} < 0.25 THEN '+888 ' || left({digits}, 4) || ' ' || right({digits}, 7)
        ELSE '+888' || {digits} END"""


def _consent(chance: Chance, medium: str, *, yes: float, no: float) -> str:
    draw = chance.unit("c", f"{medium} consent")
    return f"CASE WHEN {draw} < {yes} THEN true WHEN {draw} < {yes + no:.2f} THEN false END"
