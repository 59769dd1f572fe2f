"""The contract of every lake table.

A table is declared here once; the lake creates it, intake validates against it, conditions and docs read it.
"""

from __future__ import annotations

from smartcom_kernel.core.errors import UnknownName
from smartcom_kernel.core.section import MEDIA
from smartcom_kernel.lake.columns import CUSTOM, Column, Contract
from smartcom_kernel.lake.columns import text as _t

CUSTOMERS = Contract(
    "customers",
    "Everybody the shop knows, one row each",
    key=("customer_id",),
    sorted_by=("customer_id",),
    columns=(
        _t("customer_id", "customer id", "идентификатор клиента", required=True),
        _t("last_name", "last name", "фамилия"),
        _t("first_name", "first name", "имя"),
        _t("middle_name", "middle name", "отчество"),
        _t("gender", "gender", "пол", choices=("F", "M")),
        Column("birth_on", "date", "birthday", "день рождения"),
        Column("registered_at", "instant", "registered", "дата регистрации"),
        _t("country", "country", "страна"),
        _t("region", "region", "регион"),
        _t("city", "city", "город"),
        _t("zip", "postcode", "индекс"),
        _t("address", "address", "адрес"),
        _t("time_zone", "time zone", "часовой пояс"),
        _t("language", "language", "язык"),
        _t("source", "source", "источник"),
        _t("brand", "brand", "бренд"),
        _t("email_original", "e-mail as it was given", "e-mail в исходном виде", origin="derived"),
        _t("email", "e-mail", "e-mail"),
        Column("email_quality", "integer", "e-mail quality code", "код качества e-mail", origin="derived"),
        _t("phone_original", "phone as it was given", "телефон в исходном виде", origin="derived"),
        _t("phone", "phone", "телефон"),
        Column("phone_quality", "integer", "phone quality code", "код качества телефона", origin="derived"),
        Column("phone_is_landline", "boolean", "phone is a landline", "городской телефон", origin="derived"),
        Column("email_consent", "boolean", "agreed to e-mail", "согласие на e-mail"),
        Column("sms_consent", "boolean", "agreed to SMS", "согласие на SMS"),
        Column("push_consent", "boolean", "agreed to push", "согласие на push"),
        Column("messenger_consent", "boolean", "agreed to messengers", "согласие на мессенджеры"),
        Column("call_consent", "boolean", "agreed to calls", "согласие на звонки"),
        CUSTOM,
    ),
)

CARDS = Contract(
    "cards",
    "Loyalty cards",
    key=("card_number",),
    sorted_by=("customer_id",),
    columns=(
        _t("card_number", "card number", "номер карты", required=True),
        _t("customer_id", "customer id", "идентификатор клиента"),
        _t("name", "card name", "название карты"),
        Column("activated_at", "instant", "activated", "дата активации"),
        _t("status", "card status", "статус карты"),
        _t("type", "card type", "тип карты"),
        _t("category", "card category", "категория карты"),
    ),
)

CATEGORIES = Contract(
    "categories",
    "The tree of product categories",
    key=("category_id",),
    sorted_by=("category_id",),
    columns=(
        _t("category_id", "category id", "идентификатор категории", required=True),
        _t("parent_id", "parent category", "родительская категория"),
        _t("name", "category name", "название категории"),
    ),
    parents={"parent_id": "categories"},
)

PRODUCTS = Contract(
    "products",
    "What the shop sells",
    key=("product_id",),
    sorted_by=("product_id",),
    columns=(
        _t("product_id", "product id", "идентификатор товара", required=True),
        _t("name", "product name", "название товара"),
        _t("category_id", "category", "категория", refers_to="categories"),
        _t("brand", "brand", "бренд"),
        Column("price", "money", "price", "цена"),
        Column("old_price", "money", "old price", "старая цена"),
        _t("url", "page", "страница"),
        _t("picture", "picture", "изображение"),
        Column("available", "boolean", "available", "в наличии"),
        Column("stock", "number", "stock", "остаток"),
        Column("attributes", "json", "attributes", "характеристики"),
    ),
    parents={"category_id": "categories"},
)

STORES = Contract(
    "stores",
    "Points of sale",
    key=("store_id",),
    sorted_by=("store_id",),
    columns=(
        _t("store_id", "store id", "идентификатор магазина", required=True),
        _t("name", "store name", "название магазина"),
        _t("region", "region", "регион"),
        _t("city", "city", "город"),
        _t("address", "address", "адрес"),
        _t("time_zone", "time zone", "часовой пояс"),
    ),
)

TILLS = Contract(
    "tills",
    "Cash registers of the stores",
    key=("till_id",),
    sorted_by=("till_id",),
    columns=(
        _t("till_id", "till id", "идентификатор кассы", required=True),
        _t("store_id", "store", "магазин"),
        _t("name", "till name", "название кассы"),
        _t("model", "model", "модель"),
        _t("status", "status", "статус"),
        Column("installed_on", "date", "installed", "дата установки"),
    ),
    parents={"store_id": "stores"},
)

RECEIPTS = Contract(
    "receipts",
    "Purchases, one row each; orders of the web shop are receipts too",
    key=("receipt_id",),
    sorted_by=("customer_id", "issued_at"),
    columns=(
        _t("receipt_id", "receipt id", "идентификатор чека", required=True),
        _t("customer_id", "customer id; empty for a receipt without a card", "идентификатор клиента"),
        Column("issued_at", "instant", "issued", "дата чека", required=True),
        _t("status", "status", "статус", choices=("new", "paid", "cancelled")),
        Column("paid", "boolean", "paid", "оплачен"),
        Column("total", "money", "total", "сумма", required=True),
        Column("discount", "money", "discount", "скидка"),
        _t("number", "receipt number", "номер чека"),
        _t("store_id", "store", "магазин", refers_to="stores"),
        _t("till_id", "till", "касса", refers_to="tills"),
        _t("channel", "channel", "канал", choices=("online", "offline")),
        _t("promo_code", "promo code", "промокод"),
        Column("points_paid", "money", "paid with points", "оплачено баллами"),
        Column("points_accrued", "money", "points accrued", "начислено баллов"),
        CUSTOM,
    ),
    parents={"customer_id": "customers", "store_id": "stores", "till_id": "tills"},
)

RECEIPT_LINES = Contract(
    "receipt_lines",
    "What was in each receipt",
    key=("receipt_id", "line_no"),
    sorted_by=("customer_id", "issued_at"),
    columns=(
        _t("receipt_id", "receipt id", "идентификатор чека", required=True),
        Column("line_no", "integer", "line", "номер строки", required=True),
        _t("product_id", "product", "товар", required=True, refers_to="products"),
        Column("quantity", "number", "quantity", "количество", required=True),
        Column("price", "money", "price", "цена"),
        Column("amount", "money", "amount", "сумма", required=True),
        Column("discount", "money", "discount", "скидка"),
        CUSTOM,
        _t("customer_id", "customer of the receipt", "клиент чека", origin="derived"),
        Column("issued_at", "instant", "issued, from the receipt", "дата чека", origin="derived"),
        _t("status", "status of the receipt", "статус чека", origin="derived"),
        _t("promo_code", "promo code of the receipt", "промокод чека", origin="derived"),
    ),
    parents={"product_id": "products"},
    replaces_set_of="receipt_id",
)

EVENTS = Contract(
    "events",
    "What happened to a customer, or (without a customer) to the shop",
    key=("event_id",),
    sorted_by=("customer_id", "occurred_at"),
    columns=(
        _t("event_id", "event id", "идентификатор события", required=True),
        _t("customer_id", "customer id", "идентификатор клиента"),
        Column("occurred_at", "instant", "happened", "время события", required=True),
        _t("name", "event name", "название события", required=True),
        Column("context", "json", "context", "контекст"),
    ),
)

WEB_EVENTS = Contract(
    "web_events",
    "What visitors did on the site",
    key=("event_id",),
    sorted_by=("customer_id", "occurred_at"),
    columns=(
        _t("event_id", "event id", "идентификатор события", required=True),
        _t("session_id", "session", "сессия", required=True),
        _t("customer_id", "customer id", "идентификатор клиента"),
        _t("source_id", "site", "сайт"),
        Column("occurred_at", "instant", "happened", "время события", required=True),
        _t("name", "event name", "название события", required=True),
        _t("page", "page", "страница"),
        _t("category_id", "category", "категория", refers_to="categories"),
        _t("product_id", "product", "товар", refers_to="products"),
        Column("quantity", "number", "quantity", "количество"),
        Column("price", "money", "price", "цена"),
        _t("container", "container", "контейнер"),
    ),
)

POINTS_BALANCES = Contract(
    "points_balances",
    "Loyalty points of each customer, as the loyalty system reports them",
    key=("customer_id",),
    sorted_by=("customer_id",),
    columns=(
        _t("customer_id", "customer id", "идентификатор клиента", required=True),
        Column("active", "money", "points", "баллы"),
        Column("pending_activation", "money", "points to be activated", "баллы к активации"),
        Column("pending_expiration", "money", "points about to expire", "сгорающие баллы"),
        Column("next_expires_at", "instant", "next expiry", "ближайшее сгорание"),
        Column("next_expires", "money", "points that expire next", "сгорит ближайшим"),
    ),
    parents={"customer_id": "customers"},
)

CUSTOMER_SCORES = Contract(
    "customer_scores",
    "Scores that models gave customers, a row per customer and model; models of your own may be loaded",
    key=("model", "customer_id"),
    sorted_by=("model", "customer_id"),
    columns=(
        _t("customer_id", "customer id", "идентификатор клиента", required=True),
        _t("model", "model", "модель", required=True),
        Column("score", "number", "score", "оценка", required=True),
        Column("as_of", "instant", "the moment the score speaks of", "момент, на который посчитано", required=True),
    ),
    parents={"customer_id": "customers"},
)

PROMO_CODES = Contract(
    "promo_codes",
    "Promo codes that were issued to customers, and when they were used",
    key=("code",),
    sorted_by=("customer_id", "issued_at"),
    columns=(
        _t("code", "promo code", "промокод", required=True),
        _t("customer_id", "customer id", "идентификатор клиента"),
        _t("promo_group", "group of codes", "группа промокодов"),
        Column("issued_at", "instant", "issued", "выдан"),
        Column("expires_at", "instant", "expires", "действует до"),
        Column("used_at", "instant", "used", "использован"),
        _t("receipt_id", "receipt it was used in", "чек, в котором использован"),
    ),
    parents={"customer_id": "customers"},
)

POLL_ANSWERS = Contract(
    "poll_answers",
    "What customers answered in polls, a row per option that was chosen",
    key=("answer_id",),
    sorted_by=("customer_id", "answered_at"),
    columns=(
        _t("answer_id", "answer id", "идентификатор ответа", required=True),
        _t("customer_id", "customer id", "идентификатор клиента", required=True),
        _t("poll", "poll", "опрос", required=True),
        _t("question", "question", "вопрос"),
        _t("option", "option or text", "вариант или текст"),
        Column("score", "number", "number that was given", "оценка"),
        Column("answered_at", "instant", "answered", "дата ответа", required=True),
    ),
    parents={"customer_id": "customers"},
)

CAMPAIGN_ENTRIES = Contract(
    "campaign_entries",
    "When customers entered campaigns",
    key=("campaign", "customer_id", "entered_at"),
    sorted_by=("customer_id", "entered_at"),
    columns=(
        _t("campaign", "campaign", "кампания", required=True),
        _t("customer_id", "customer id", "идентификатор клиента", required=True),
        Column("entered_at", "instant", "entered", "вошёл", required=True),
    ),
    parents={"customer_id": "customers"},
)

SUBSCRIPTIONS = Contract(
    "subscriptions",
    "To which categories of mailings customers are subscribed, by medium",
    key=("customer_id", "category", "medium"),
    sorted_by=("customer_id",),
    columns=(
        _t("customer_id", "customer id", "идентификатор клиента", required=True),
        _t("category", "category of mailings", "категория рассылок", required=True),
        _t("medium", "medium", "вид связи", required=True, choices=tuple(MEDIA)),
        Column("active", "boolean", "subscribed", "подписан", required=True),
        Column("changed_at", "instant", "changed", "дата изменения"),
    ),
    parents={"customer_id": "customers"},
)

DIRECTORY_ITEMS = Contract(
    "directory_items",
    "Lists of the shop's own that values are looked up in: cities of a region, stores of a format",
    key=("directory", "item"),
    sorted_by=("directory", "item"),
    columns=(
        _t("directory", "directory", "справочник", required=True),
        _t("item", "value", "значение", required=True),
        _t("name", "name", "название"),
        CUSTOM,
    ),
)

_ALL = (
    CUSTOMERS,
    CARDS,
    CATEGORIES,
    PRODUCTS,
    STORES,
    TILLS,
    RECEIPTS,
    RECEIPT_LINES,
    EVENTS,
    WEB_EVENTS,
    POINTS_BALANCES,
    CUSTOMER_SCORES,
    PROMO_CODES,
    POLL_ANSWERS,
    CAMPAIGN_ENTRIES,
    SUBSCRIPTIONS,
    DIRECTORY_ITEMS,
)
CONTRACTS: dict[str, Contract] = {c.name: c for c in _ALL}


def contract(name: str) -> Contract:
    """The contract of a table.

    Raises:
        UnknownName: With the nearest table.
    """
    try:
        return CONTRACTS[name]
    except KeyError:
        raise UnknownName("table", name, CONTRACTS) from None
