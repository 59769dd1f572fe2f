"""DMARC (RFC 7489): what receivers do with e-mails that neither SPF nor DKIM vouches for."""

from __future__ import annotations

from collections.abc import Mapping

from smartcom_kernel.channels.dkim_key import aligned
from smartcom_kernel.channels.dns_records.names import Finding, Names, tags
from smartcom_kernel.core.errors import Words

POLICIES = ("none", "quarantine", "reject")


def record_of(names: Names, domain: str) -> tuple[str, dict[str, str]]:
    """Where the record that holds for a domain stands, and what it says; empty where there is none.

    Above a domain its parents are asked in turn, down to two labels.
    """
    labels = domain.split(".")
    for n in range(max(len(labels) - 1, 1)):
        name = "_dmarc." + ".".join(labels[n:])
        found = [tags(text) for text in names.texts(name) if text.replace(" ", "").lower().startswith("v=dmarc1")]
        if found:
            return name, found[0] if len(found) == 1 else {}
    return "", {}


def policy_of(name: str, said: Mapping[str, str], domain: str) -> str:
    """What a record asks for e-mails of a domain: `sp` where it stands above it, else `p`; empty for neither."""
    above = name != f"_dmarc.{domain}"
    policy = (said.get("sp") if above else None) or said.get("p", "")
    return policy.lower() if policy.lower() in POLICIES else ""


def look(names: Names, domain: str, *, envelope: str, signs: str) -> Finding:
    """Whether there is a policy, and whether the return path or the signature speaks for the visible sender.

    It is not asked here whether SPF and DKIM pass: their own findings say that.

    Args:
        names: Asks the DNS.
        domain: Of the visible sender.
        envelope: Of the return path; empty where SPF allows nobody.
        signs: Which signs; empty where nobody does, or that is not known.
    """
    own = f"_dmarc.{domain}"
    wanted = f'{own}. IN TXT "v=DMARC1; p=none; rua=mailto:dmarc@{domain}"'
    name, said = record_of(names, domain)
    if not name:
        return Finding("DMARC", own, "missing", Words("there is none", "записи нет"), wanted)
    policy = policy_of(name, said, domain)
    if not policy:
        words = Words("it has no policy, or there are two records", "в ней нет политики, или записей две")
        return Finding("DMARC", name, "faulty", words, wanted)
    above = name.removeprefix("_dmarc.")
    by_spf = bool(envelope) and _speaks_for(envelope, domain, above, strictly=said.get("aspf") == "s")
    by_dkim = bool(signs) and _speaks_for(signs, domain, above, strictly=said.get("adkim") == "s")
    if not by_spf and not by_dkim:
        path, by = envelope or "SPF does not allow it", signs or "none"
        path_ru, by_ru = envelope or "SPF не разрешает", signs or "нет"
        words = Words(
            f"neither the return path ({path}) nor the signature ({by}) speaks for {domain}",
            f"ни обратный путь ({path_ru}), ни подпись ({by_ru}) не отвечают за {domain}",
        )
        return Finding("DMARC", name, "faulty", words)
    reports = "" if "rua" in said else "; no reports are asked for (rua)"
    ru = "" if "rua" in said else "; отчёты не запрошены (rua)"
    if int(said["pct"]) < 100 if said.get("pct", "").isdigit() else False:
        reports, ru = f"; for {said['pct']} % of e-mails (pct){reports}", f"; для {said['pct']} % писем (pct){ru}"
    return Finding("DMARC", name, "good", Words(f"policy {policy}{reports}", f"политика {policy}{ru}"))


def _speaks_for(one: str, domain: str, above: str, *, strictly: bool) -> bool:
    """Whether two domains are of one organisation: that whose record holds is taken as its domain."""
    if strictly:
        return one == domain
    return aligned(one, domain) or all(f".{each}".endswith(f".{above}") for each in (one, domain))
