"""The profile of one customer as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import SetupError
from smartcom_kernel.core.wording import spoken, verbatim
from smartcom_kernel.lake.columns import CUSTOM
from smartcom_kernel.metrics.metric import Metric
from smartcom_kernel.models.model_card import ClusterCard, PropensityCard
from smartcom_kernel.profiles import show
from smartcom_kernel.profiles.contacts import Contact
from smartcom_kernel.profiles.timeline import Happening, timeline
from smartcom_kernel.profiles.words import Words

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Profile:
    """Everything known of one customer. What comes in rows is given as rows of plain values, the newest first.

    Args:
        customer_id: Who.
        as_of: The moment that metrics, RFM, interests and facts speak of.
        zone: IANA zone of the shop's clock.
        currency: Of all amounts.
        attributes: The columns of `customers` but for contacts and consents.
        contacts: E-mail address and phone number, with their quality and why we may not write there.
        cards: Rows of `cards`.
        metrics: Every metric of the workspace by name.
        names: What the things are called that metrics tell by their ids, by the metric's name.
        rfm: `r`, `f`, `m`, `name` and since when they hold (`as_of`): the first is what holds.
        receipts: The last rows of `receipts`, each with its `lines`.
        site_events: The last rows of `web_events`.
        cart: What lies in an abandoned cart: `product_id`, `product`, `category`, `quantity`, `price`, `touched_at`.
        events: The last rows of `events`.
        promo_codes: Codes that were issued: `code`, `promo_group`, `issued_at`, `expires_at`, `used_at`, `receipt_id`.
        poll_answers: The last rows of `poll_answers`.
        campaign_entries: The last rows of `campaign_entries`.
        subscriptions: Each category of mailings through each medium, see `smartcom_kernel.consent.subscriptions`.
        messages: What was sent lately or was not, and why; when it was opened and clicked.
        tags: `tag`, `source`, `set_at`, `expires_at`.
        consents: The newest word about each medium: `medium`, `granted`, `source`, `recorded_at`.
        consent_default: Whether silence about a medium counts as consent.
        points: The row of `points_balances`.
        accruals: Points that we gave last: `occasion`, `amount`, `source`, `accrued_at`.
        interests: The greatest interests, see `smartcom_kernel.metrics.interests`.
        half_life_days: How long ago `interest_before` of an interest was.
        scores: What models said: `model`, `score`, `as_of`.
        known_metrics: What the metrics are, for their words.
        model_cards: What the models are, for their words.
    """

    customer_id: str
    as_of: datetime
    zone: str
    currency: str
    attributes: Record
    contacts: tuple[Contact, ...]
    cards: Sequence[Record]
    metrics: Record
    names: Mapping[str, str]
    rfm: Sequence[Record]
    receipts: Sequence[Record]
    site_events: Sequence[Record]
    cart: Sequence[Record]
    events: Sequence[Record]
    promo_codes: Sequence[Record]
    poll_answers: Sequence[Record]
    campaign_entries: Sequence[Record]
    subscriptions: Sequence[Record]
    messages: Sequence[Record]
    tags: Sequence[Record]
    consents: Sequence[Record]
    consent_default: bool
    points: Record | None
    accruals: Sequence[Record]
    interests: Sequence[Record]
    half_life_days: int
    scores: Sequence[Record]
    known_metrics: Mapping[str, Metric] = field(repr=False, compare=False)
    model_cards: Mapping[str, PropensityCard | ClusterCard] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """First, middle and last name, as far as they are known."""
        parts = (self.attributes.get(part) for part in ("first_name", "middle_name", "last_name"))
        return " ".join(part for part in parts if part)

    @property
    def custom(self) -> Record:
        """The shop's own fields of the customer."""
        held = json.loads(self.attributes[CUSTOM.name] or "{}")
        return held if isinstance(held, dict) else {CUSTOM.name: held}

    def timeline(self, lang: Lang | None = None) -> list[Happening]:
        """Whatever happened, of every kind, the newest first; the texts in the workspace's language when None."""
        return timeline(self, Words(lang or spoken(), self.zone, self.currency))

    def model_card(self, model: str) -> PropensityCard | ClusterCard | None:
        """The card of a model; None where it has none or its card cannot be read: scores may come from elsewhere."""
        try:
            return self.model_cards.get(model)
        except SetupError:
            return None

    def to_data(self) -> dict[str, Any]:
        """Everything as JSON can hold it: instants and days as ISO text, exact numbers as text."""
        shown = [f.name for f in fields(self) if f.name not in ("known_metrics", "model_cards", "contacts")]
        data = {name: _plain(getattr(self, name)) for name in shown}
        return {**data, "contacts": [_plain(asdict(contact)) for contact in self.contacts]}

    def describe(self, lang: Lang | None = None) -> str:
        """Who this is, in one sentence.

        Args:
            lang: ``"en"`` or ``"ru"``; the workspace's when None.
        """
        return show.sentence(self, lang or spoken())

    def __repr__(self) -> str:
        return f"<Profile {self.describe()}>"

    def _repr_html_(self) -> str:
        return verbatim(show.html(self, spoken()))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
