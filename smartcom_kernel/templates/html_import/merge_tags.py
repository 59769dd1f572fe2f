"""Places for names and links as other senders of mail write them, and what they are here.

``*|FNAME|*`` is Mailchimp's form, ``%%First Name%%`` that of Salesforce, ``${Recipient.FirstName}`` Mindbox's; words in
brackets such as ``[Name]`` and in single signs such as ``%FIRST_NAME%`` are found where the word is a known one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from smartcom_kernel.templates.check import SANDBOX

SHEET = r"<style\b(?s:.*?)</style\s*>|"
"""A style sheet is left as it is: its brackets are selectors."""
CERTAIN = re.compile(SHEET + r"\*\|([^|*<>\n]{1,80})\|\*|%%([^%<>\n]{1,80})%%|\$\{([^{}<>\n]{1,80})\}")
LIKELY = re.compile(SHEET + r"\[([^\W\d_][\w .]{1,30})\]|%([A-Za-z][A-Za-z_]{2,30})%")
ABOUT = re.compile(r"^(recipient|subscriber|contact|customer|client|user|merge|list)+(?=.)")
NAMES: dict[str, str] = {
    **dict.fromkeys(("fname", "firstname", "name", "имя"), "client.first_name"),
    **dict.fromkeys(("lname", "lastname", "surname", "фамилия"), "client.last_name"),
    **dict.fromkeys(("mname", "middlename", "отчество"), "client.middle_name"),
    **dict.fromkeys(("email", "emailaddress", "emailaddr"), "client.email"),
    **dict.fromkeys(("phone", "phonenumber", "mobile", "mobilephone", "телефон"), "client.phone"),
    **dict.fromkeys(("city", "город"), "client.city"),
    **dict.fromkeys(("birthday", "birthdate", "dateofbirth"), "client.birth_on"),
    **dict.fromkeys(("company", "shopname", "companyname"), "shop.name"),
    **dict.fromkeys(("date", "today", "currentdate"), "today"),
    **dict.fromkeys(
        ("unsub", "unsubscribe", "unsubscribeurl", "unsubscribelink", "unsubcenterurl"), "unsubscribe_url()"
    ),
    **dict.fromkeys(("archive", "viewemailurl", "webversion", "webversionurl", "viewinbrowser"), "web_version_url()"),
    **dict.fromkeys(("updateprofile", "preferences", "profilecenterurl", "subscriptions"), "subscription_url()"),
}  # fmt: skip


@dataclass(frozen=True)
class MergeTag:
    """A place that somebody else's program would have filled in.

    Args:
        written: How it stood there.
        ours: What stands there now; empty where nothing here is like it, and the template must be mended.
        times: How often.
    """

    written: str
    ours: str
    times: int


def with_our_tags(html: str) -> tuple[str, list[MergeTag]]:
    """HTML with our tags in place of foreign ones, and what those were.

    Where nothing of ours is known for one, ``{{ foreign.NAME }}`` stands there, with which no template can be sent.
    """
    found: dict[str, MergeTag] = {}

    def replaced(tag: re.Match[str]) -> str:
        word = next((group for group in tag.groups() if group), "")
        ours = equivalent(word)
        if not word or (not ours and tag.re is LIKELY):
            return tag[0]
        earlier = found.get(tag[0])
        found[tag[0]] = MergeTag(tag[0], ours, earlier.times + 1 if earlier else 1)
        return f"{{{{ {ours or 'foreign.' + (re.sub(r'[^A-Za-z0-9]+', '_', word).strip('_') or 'tag')} }}}}"

    html = LIKELY.sub(replaced, CERTAIN.sub(replaced, html))
    return html, list(found.values())


def equivalent(word: str) -> str:
    """What a foreign word is here; empty where nothing is like it."""
    plain = re.sub(r"[\W_]+", "", word).lower()
    ours = NAMES.get(plain) or NAMES.get(ABOUT.sub("", plain), "")
    return "" if ours.endswith("()") and ours.removesuffix("()") not in SANDBOX.globals else ours
