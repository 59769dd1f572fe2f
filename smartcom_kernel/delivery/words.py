"""How people call the states of a message and the reasons why one was not sent."""

from __future__ import annotations

from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.wording import number
from smartcom_kernel.state.messages import MessageState, Reason

STATES: dict[MessageState, tuple[str, str]] = {
    MessageState.PLANNED: ("to be sent", "к отправке"),
    MessageState.INTENT: ("on the wire", "отправляется"),
    MessageState.ACCEPTED: ("accepted by the provider", "принято провайдером"),
    MessageState.DELIVERED: ("delivered", "доставлено"),
    MessageState.BOUNCED: ("came back", "вернулось"),
    MessageState.COMPLAINED: ("called spam", "жалоба на спам"),
    MessageState.SKIPPED: ("not written to", "не отправляли"),
    MessageState.FAILED: ("refused by the provider", "отклонено провайдером"),
    MessageState.UNCERTAIN: ("uncertain", "неясно"),
}
REASONS: dict[Reason, tuple[str, str]] = {
    Reason.CONTROL_GROUP: ("control group", "контрольная группа"),
    Reason.GLOBAL_CONTROL_GROUP: ("global control group", "глобальная контрольная группа"),
    Reason.NO_CONTACT: ("no usable address", "нет пригодного адреса"),
    Reason.BAD_ADDRESS: ("address of no use", "адрес не работает"),
    Reason.SUPPRESSED: ("address on the suppression list", "адрес в стоп-листе"),
    Reason.NO_CONSENT: ("no consent", "нет согласия"),
    Reason.NOT_SUBSCRIBED: ("not subscribed to the category", "нет подписки на категорию"),
    Reason.UNCONFIRMED: ("address not confirmed", "адрес не подтверждён"),
    Reason.ERASED: ("person erased", "человек удалён по запросу"),
    Reason.CAPPED: ("cap reached", "достигнут лимит сообщений"),
    Reason.EXPIRED: ("too late to be worth sending", "срок отправки истёк"),
    Reason.CANCELLED: ("sending cancelled", "отправка отменена"),
    Reason.TEMPLATE_ERROR: ("the text could not be made", "не удалось собрать текст"),
}


def state_words(state: MessageState, lang: Lang = "en") -> str:
    """What people call a state."""
    return STATES[state][lang == "ru"]


def reason_words(reason: str, lang: Lang = "en") -> str:
    """Why a message was skipped, in words."""
    return REASONS[Reason(reason)][lang == "ru"]


def standing_words(state: MessageState, reason: str, lang: Lang = "en") -> str:
    """Where a message stands, with the reason if there is one."""
    words = state_words(state, lang)
    return f"{words}: {reason_words(reason, lang)}" if reason else words


def accounted_words(accounted: int, people: int, lang: Lang = "en") -> str:
    """Whether everybody who was planned has a row, loudly where somebody has not."""
    of = f"{number(accounted, lang)} {'из' if lang == 'ru' else 'of'} {number(people, lang)}"
    missing = people - accounted
    if not missing:
        return f"учтён каждый: {of}" if lang == "ru" else f"everybody is accounted for: {of}"
    n = number(abs(missing), lang)
    return f"НЕ учтены: {n} ({of})" if lang == "ru" else f"{n} {'is' if n == '1' else 'are'} NOT accounted for ({of})"
