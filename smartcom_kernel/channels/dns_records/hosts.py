"""The hosts behind a sender: who takes its bounces, and what its network address says of itself."""

from __future__ import annotations

from ipaddress import ip_address

from smartcom_kernel.channels.dns_records.names import Finding, Names
from smartcom_kernel.core.errors import Words


def look_for_bounces(names: Names, envelope: str) -> Finding:
    """Whether anybody takes what comes back (RFC 5321, 5.1)."""
    if names.refuses_mail(envelope):
        refusing = Words("it refuses all mail (RFC 7505): bounces are lost", "домен не принимает почту (RFC 7505)")
        return Finding("MX", envelope, "faulty", refusing)
    named = names.exchanges(envelope)
    taking = [host for host in named or [envelope] if names.addresses(host)]  # without MX the domain takes it itself
    if taking:
        hosts = ", ".join(taking)
        return Finding("MX", envelope, "good", Words(f"bounces go to {hosts}", f"возвраты принимает {hosts}"))
    words = Words("nobody takes bounces, and many receivers ask for it", "возвраты никто не принимает")
    return Finding("MX", envelope, "missing", words, f"{envelope}. IN MX 10 mail.{envelope}.")


def look_back(names: Names, address: str) -> Finding:
    """Whether the address has a name, and the name has the address (RFC 1912, 2.1)."""
    called = names.names_of(address)
    for name in called:
        if any(ip_address(one) == ip_address(address) for one in names.addresses(name)):
            return Finding("PTR", address, "good", Words(f"it is {name}", f"это {name}"))
    if not called:
        words = Words(
            "it has no name; whoever owns the network sets it", "у адреса нет имени; его задаёт владелец сети"
        )
        return Finding("PTR", address, "missing", words)
    these = ", ".join(called)
    words = Words(f"{these} does not lead back to it", f"{these} не ведёт обратно")
    return Finding("PTR", address, "faulty", words, f"{called[0]}. IN A {address}" if ":" not in address else "")
