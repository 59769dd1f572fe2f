"""Everything the DNS says of an SMTP channel."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from smartcom_kernel.channels.dkim_key import DkimKey
from smartcom_kernel.channels.dns_records import dkim, dmarc, spf
from smartcom_kernel.channels.dns_records.extras import look_at_picture, look_at_transport, look_for_postmasters
from smartcom_kernel.channels.dns_records.hosts import look_back, look_for_bounces
from smartcom_kernel.channels.dns_records.names import Finding, Names, Unasked, is_public
from smartcom_kernel.channels.smtp import SmtpChannel
from smartcom_kernel.core.errors import SetupError, Words

Look = Callable[[], Finding | Sequence[Finding]]


def look(
    channel: SmtpChannel, names: Names, *, addresses: Sequence[str] = (), secrets: Mapping[str, str] = os.environ
) -> list[Finding]:
    """Look at every record of a sender; what could not be asked is said and stops nothing.

    Args:
        channel: How e-mails leave.
        names: Asks the DNS.
        addresses: From which e-mails leave; those of the server's name when there are none.
        secrets: Where the key that signs is.
    """
    return [found for one in _looks(channel, names, addresses, secrets) for found in one]


def _looks(
    channel: SmtpChannel, names: Names, given: Sequence[str], secrets: Mapping[str, str]
) -> Iterator[Sequence[Finding]]:
    envelope = (channel.bounce_address or channel.sender).rpartition("@")[2]
    addresses = list(given)
    if not addresses:
        found, addresses = _of_host(channel, names)
        yield found
    allowed = _asked("SPF", envelope, lambda: spf.look(names, envelope, addresses))
    yield allowed
    signed: Sequence[Finding] = [_unsigned(channel)]
    if channel.dkim_domain:
        name = f"{channel.dkim_selector}._domainkey.{channel.dkim_domain}"
        signed = _asked(
            "DKIM", name,
            lambda: dkim.look(names, channel.dkim_domain, channel.dkim_selector, _key(channel, secrets)),
        )  # fmt: skip
    yield signed
    vouched = envelope if _may_pass(allowed) else ""
    for domain in channel.domains:
        signs = channel.dkim_domain or (domain if channel.relay_signs else "")
        signs = signs if _may_pass(signed) else ""
        yield _asked("DMARC", domain, partial(dmarc.look, names, domain, envelope=vouched, signs=signs))
    yield _asked("MX", envelope, lambda: look_for_bounces(names, envelope))
    for address in addresses:
        yield _asked("PTR", address, partial(look_back, names, address))
    yield _asked("BIMI", channel.domains[0], lambda: look_at_picture(names, channel.domains[0]))
    yield _asked("POSTMASTER", channel.domains[0], lambda: look_for_postmasters(names, channel.domains[0]))
    yield _asked("MTA-STS", envelope, lambda: look_at_transport(names, envelope))


def _may_pass(found: Sequence[Finding]) -> bool:
    """Whether receivers may find it right, as far as is known."""
    return all(finding.outcome in ("good", "unasked") for finding in found)


def _asked(record: str, name: str, ask: Look) -> Sequence[Finding]:
    try:
        found = ask()
    except Unasked as error:
        return [Finding(record, name, "unasked", Words(str(error), f"DNS не ответил: {error}"))]
    return [found] if isinstance(found, Finding) else found


def _key(channel: SmtpChannel, secrets: Mapping[str, str]) -> DkimKey | None:
    try:
        return channel.dkim_key(secrets)
    except SetupError:
        return None  # `smartcom doctor` says so; here the record alone is looked at


def _unsigned(channel: SmtpChannel) -> Finding:
    if channel.relay_signs:
        words = Words("the server signs; look at its key there", "подписывает сервер; его ключ проверяйте там")
        return Finding("DKIM", channel.host, "good", words)
    words = Words(
        "nobody signs: set dkim_domain, dkim_selector and dkim_key_env, or relay_signs",
        "никто не подписывает: задайте dkim_domain, dkim_selector и dkim_key_env либо relay_signs",
    )
    return Finding("DKIM", channel.domains[0], "missing", words)


def _of_host(channel: SmtpChannel, names: Names) -> tuple[Sequence[Finding], list[str]]:
    try:
        found = [one for one in names.addresses(channel.host) if is_public(one)]
    except Unasked:
        found = []
    if found:
        return [], found
    words = Words(
        f"from where e-mails leave is not known ({channel.host}): give --ip",
        f"неизвестно, с какого адреса уходят письма ({channel.host}): задайте --ip",
    )
    return [Finding("IP", channel.host, "unasked", words, must=False)], []
