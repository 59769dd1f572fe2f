"""What customers of the sample shop do besides buying: calls, complaints, visits of the site with a cart or without."""

from __future__ import annotations

from smartcom_kernel.intake.sample.chance import Chance
from smartcom_kernel.intake.sample.seasons import PERIOD_DAYS, SITE_HOURS, Seasons
from smartcom_kernel.intake.sample.shop import PRODUCTS

EVENTS = 0.4
"""Mean number of events of a customer."""
VISITORS, SESSIONS, STEPS, MOST_STEPS = 0.35, 4, 2.5, 20
"""Share of customers who use the site; their mean number of sessions; the mean number of steps a session may lack."""


def events(chance: Chance, seasons: Seasons) -> str:
    """SELECT of the events of `sample_people`: call centre, complaints, answers to a survey, the app."""
    number, draw = chance.geometric("c", "events", EVENTS), chance.unit("id", "kind of event")
    reason = chance.one_of("id", "reason", ["delivery", "points", "return", "other"])
    minutes = chance.below("id", "minutes", 15)
    topic = chance.one_of("id", "topic", ["queue", "price", "quality", "staff"])
    return f"""
        WITH drawn AS (
            SELECT *, {seasons.tick(chance, "id", "event")} AS tick
            FROM (SELECT *, c * 256 + unnest(range(1, 1 + least({number}, 255))) AS id FROM sample_people)
        )
        SELECT id, format('E{{:07d}}-{{:02d}}', c, id % 256) AS event_id, customer_id,
            {seasons.instant("day", seasons.second(chance, "id", "event"), "hours_ahead")} AS occurred_at,
            CASE WHEN {draw} < 0.5 THEN 'call_centre_call' WHEN {draw} < 0.62 THEN 'complaint'
                WHEN {draw} < 0.85 THEN 'survey_answered' ELSE 'app_installed' END AS name,
            CASE name
                WHEN 'call_centre_call' THEN json_object('reason', {reason}, 'minutes', 1 + {minutes})
                WHEN 'complaint' THEN json_object('topic', {topic})
                WHEN 'survey_answered' THEN json_object('score', 1 + {chance.below("id", "score", 10)})
            END AS context
        FROM drawn JOIN sample_ticks USING (tick)"""


def shop_events(chance: Chance, seasons: Seasons) -> str:
    """SELECT of events without a customer: twice a day some product is back in stock."""
    return f"""
        SELECT id, format('E-{{:05d}}', id) AS event_id, NULL AS customer_id,
            {seasons.instant("id // 2", seasons.second(chance, "id", "back in stock"), "3")} AS occurred_at,
            'product_back_in_stock' AS name, json_object('product_id', product_id) AS context
        FROM range({2 * PERIOD_DAYS}) events(id)
        JOIN sample_products ON number = {chance.below("id", "product back in stock", PRODUCTS)}"""


def web_events(chance: Chance, seasons: Seasons) -> str:
    """SELECT of the steps of web sessions: half only look, a third leave a cart behind, the rest check out.

    With a cart every second step adds the product just viewed. One session in eight is of nobody we know.
    """
    visitor, number = chance.happens("c", "visitor", VISITORS), chance.geometric("c", "sessions", SESSIONS)
    kind, more = chance.unit("id", "kind of session"), chance.geometric("id", "steps", STEPS)
    pause = chance.below("id * 64 + step", "pause", 50)
    start = seasons.second(chance, "id", "session", SITE_HOURS)
    return f"""
        WITH sessions AS (
            SELECT *, {seasons.tick(chance, "id", "session")} AS tick
            FROM (SELECT *, c * 65536 + unnest(range(1, 1 + {number})) AS id FROM sample_people WHERE {visitor})
        ),
        kinds AS (
            SELECT *, {kind} >= 0.5 AS cart, {kind} >= 0.83 AS buys,
                1 + cart::INTEGER + buys::INTEGER + least({more}, {MOST_STEPS}) AS steps, {start} AS start,
                format('V{{:07d}}-{{:03d}}', c, id % 65536) AS session_id
            FROM sessions
        ),
        stepped AS (SELECT *, unnest(range(0, steps)) AS step FROM kinds),
        named AS (
            SELECT *, CASE WHEN buys AND step = steps - 1 THEN 'checkout'
                WHEN cart AND step % 2 = 1 THEN 'add_to_cart' ELSE 'view' END AS name,
                id * 64 + CASE WHEN cart THEN step - step % 2 ELSE step END AS look
            FROM stepped
        )
        SELECT id, step, format('{{}}-{{:02d}}', session_id, step + 1) AS event_id, session_id,
            CASE WHEN NOT {chance.happens("id", "unknown visitor", 0.125)} THEN customer_id END AS customer_id,
            {chance.one_of("id", "source of session", ["site", "app"])} AS source_id,
            {seasons.instant("day", f"start + 60 * step + {pause}", "hours_ahead")} AS occurred_at,
            named.name AS name,
            CASE named.name WHEN 'checkout' THEN '/checkout' WHEN 'add_to_cart' THEN '/cart'
                ELSE '/p/' || product_id END AS page,
            CASE WHEN named.name <> 'checkout' THEN category_id END AS category_id,
            CASE WHEN named.name <> 'checkout' THEN product_id END AS product_id,
            CASE WHEN named.name = 'add_to_cart' THEN 1 + {chance.below("look", "quantity", 3)} END AS quantity,
            CASE WHEN named.name <> 'checkout' THEN price END AS price,
            CASE WHEN named.name <> 'view' THEN 'cart' END AS container
        FROM named JOIN sample_ticks USING (tick)
        JOIN sample_products ON number = floor({PRODUCTS} * pow({chance.unit("look", "viewed")}, 2))::INTEGER"""
