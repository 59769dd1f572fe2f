"""DKIM (RFC 6376): whether the key that signs is published."""

from __future__ import annotations

from smartcom_kernel.channels.dkim_key import DkimKey
from smartcom_kernel.channels.dns_records.names import Finding, Names, tags
from smartcom_kernel.core.errors import Words


def look(names: Names, domain: str, selector: str, key: DkimKey | None) -> Finding:
    """Whether the record is there and says the key that signs.

    Args:
        names: Asks the DNS.
        domain: Which signs.
        selector: Which of its keys.
        key: The private half, where it is here.
    """
    name = f"{selector}._domainkey.{domain}"
    publish = key.record_line if key else ""
    found = [tags(text) for text in names.texts(name) if "p" in tags(text)]

    def faulty(en: str, ru: str) -> Finding:
        return Finding("DKIM", name, "faulty", Words(en, ru), publish)

    if not found:
        return Finding("DKIM", name, "missing", Words("there is none", "записи нет"), publish)
    if len(found) > 1:
        return faulty(f"there are {len(found)}, and receivers may take either", f"записей {len(found)}, а нужна одна")
    if not found[0]["p"]:
        return faulty("the key is revoked: p= is empty", "ключ отозван: p= пусто")
    said = found[0]
    if said.get("v", "DKIM1") != "DKIM1":
        return faulty("its version is not DKIM1: receivers pass it over", "версия не DKIM1: получатели её пропускают")
    if "sha256" not in said.get("h", "sha256").lower().split(":"):
        return faulty("it does not allow SHA-256 (h=), by which is signed", "она не разрешает SHA-256 (h=)")
    if not {"*", "email"} & set(said.get("s", "*").lower().split(":")):
        return faulty("it is not for e-mail (s=)", "она не для e-mail (s=)")
    if key and said.get("k", "rsa").lower() != tags(key.record).get("k", "rsa"):
        return faulty("it names another kind of key (k=) than signs here", "в ней другой вид ключа (k=)")
    if key and said["p"] != tags(key.record)["p"]:
        return faulty("it is the key of somebody else than signs here", "опубликован не тот ключ, которым подписываем")
    if "y" in said.get("t", "").lower().split(":"):
        return faulty("it says that signing is on trial (t=y): it may be passed over", "подпись в режиме пробы (t=y)")
    if not key:
        return Finding("DKIM", name, "good", Words("a key is published", "ключ опубликован"))
    return Finding("DKIM", name, "good", Words("the key that signs is published", "опубликован ключ подписи"))
