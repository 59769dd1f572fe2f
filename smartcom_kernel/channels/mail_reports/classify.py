"""From codes and words to a reason: RFC 3463 with its IANA registry, SMTP replies (RFC 5321), then what servers write.

Words come before codes, because servers give 5.1.1 and 5.7.1 for nearly everything; codes decide where words say nothing.
"""

from __future__ import annotations

import re

from smartcom_kernel.channels.mail_reports.reason import Reason

LONGEST = 8_000
"""Characters of an answer that are looked at."""
STATUS = re.compile(r"(?<![\d.\w-])([245])\.(\d{1,2}|1\d\d)\.(\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.#:/-])([245][0-7]\d)(?=[ -]|$)(?! \d+\.)", re.MULTILINE)

_WORDS = [
    (Reason.MAILBOX_FULL, r"mail\s?box (?:is |was )?(?:currently )?(?:full|over)|over ?-?quota|quota (?:is )?(?:exceeded|full|violation)|exceed\w* (?:\w+ ){0,4}(?:quota|allowed size|storage)|(?:disk|storage) (?:quota|full|limit)|inbox (?:is )?full|mailfolder is full|mailbox (?:size )?limit|not enough (?:storage )?space|out of storage|user is full|переполнен|превышен\w* квот"),
    (Reason.NETWORK, r"malformed or unexpected name server|host found but no data record|lookup .{0,80}(?:temporar|try again)|servfail"),
    (Reason.AUTHENTICATION, r"\bdmarc\b|\bdkim\b|\bspf\b|unauthenticated|not authenticated|authentication (?:check|fail|requir|results)|sender id \(pra\)|domain\W?s authentication"),
    (Reason.NO_MAIL_HERE, r"null mx|does(?: not|n'?t) accept (?:any )?(?:e-?)?mail\b(?! from)|not accepting network messages|domain (?:does not|doesn't) receive mail|smtp protocol returned a permanent error|mail receiving disabled"),
    (Reason.SENDER, r"sender (?:e-?mail )?(?:address )?(?:is )?(?:rejected|refused|denied|invalid|unknown)|sender (?:address )?(?:verif|domain)|domain of sender|unresolvable sender|(?:invalid|bad|unknown) sender|from:?\s+domain is invalid|rejected mail from|mail from address|(?:recognized|recognised) as a valid sender|domain name required|cannot resolve .{0,60}sender|group .{0,60}(?:may not exist|tried to contact)|not permitted to send|only (?:accept|allow)\w* (?:mail|messages) from"),
    (Reason.REPUTATION, r"black ?list|block ?list|blocklist|\brbl\b|dnsbl|spamhaus|spamcop|barracuda|reputation|reverse (?:dns|lookup|hostname)|\bptr\b|\b(?:ip|ip address|client host|sending (?:host|server)|your (?:host|server|network|domain))\b .{0,60}(?:blocked|banned|rejected|refused|denied)|blocked (?:using|by|for|due)|messages from \S+ (?:were|was|are|is)n?'?t|poor |dynamic ip|bad helo|helo (?:command )?rejected|unable to verify .{0,20}host|you are not allowed to connect|\blisted (?:at|by|in (?!.{0,20}(?:directory|table|book)))|part of (?:their|your) network"),
    (Reason.CONTENT, r"\bspam|unsolicited|\bvirus|malware|phish|infected|header error|content (?:reject|filter|block)|message content|bad (?:header|content)|not rfc|rfc ?(?:2822|5322)|duplicate header|suspicious|\bjunk\b|attachment|mime\b.{0,30}(?:error|reject)|line (?:is )?too long|prohibited file"),
    (Reason.TOO_BIG, r"(?:message|mail) (?:file )?(?:size|length) (?:limit )?exceed|(?:mail|message|line) (?:size )?(?:limit|length) exceed|message (?:is )?too (?:big|large|long)|size exceeds|exceeds? (?:the )?(?:max|administrative|size|fixed)|message length"),
    (Reason.MOVED, r"user has moved|mailbox has moved|address (?:has )?changed|no longer (?:valid|in use).{0,40}(?:new|please use)|not local; please try"),
    (Reason.SUSPENDED, r"suspend|(?:account|mailbox|user|address) (?:\S+ )?(?:is |has been |was |currently )*(?:disabled|inactive|deactivated|locked|frozen|blocked|unavailable|expired)|disabled (?:account|mailbox|user)|inactive (?:user|account)|mailbox (?:currently )?unavailable.{0,20}temporar|отключен|заблокирован"),
    (Reason.DEFERRED, r"greylist|gr[ea]y-?list|try (?:again )?later|too many (?:\S+ ){0,3}(?:connections?|sessions?|messages|recipients|mails|emails)|receiving mail at a rate|too fast|rate limit|throttl|temporarily deferred|prevents additional messages|number of .{0,40}(?:exceed|limit)"),
    (Reason.USER_UNKNOWN, r"user(?: name| id|id|name)?(?: is)? (?:unknown|not found|not known|invalid)|unknown (?:user|recipient|account|local|address|or illegal alias|mailbox|in |virtual)|no such (?:user|recipient|mailbox|person|address|account|local|addressee|name|customer|domain at this)|(?:mailbox|account|address|recipient|user|addressee)\w*(?: \S+){0,5} (?:does not exist|doesn'?t exist|do not exist|is not (?:known|valid|listed|found)|not found|couldn'?t be found|not exist|not exists|unavailable|unknown|invalid|has been deleted|is closed|terminated|cancelled|not recogni[sz]ed)|doesn'?t have an? \S+ account|does(?: not|n'?t) have (?:an? )?\S* ?(?:account|mailbox)|not? (?:a )?(?:valid|local|known) (?:mailbox|recipient|user|address)|(?:invalid|bad|nonexistent|non-existent|illegal|incorrect|undeliverable|unroutable|unrouteable|not our) (?:\S+ )?(?:recipient|address|mailbox|user|userid|final delivery userid|customer|alias)|no mailbox|isn'?t a valid|recipient (?:name )?(?:is )?not recogni|(?:recipient|address|user) rejected: access denied|recipient ?not ?found|resolver\.adr|not listed in|no (?:one|user|account|recipient)s? (?:here|by|with|of)|check if address is correct|can'?t find (?:user|the address)|account (?:has been )?(?:deleted|removed|closed)|this (?:user|account|address) (?:no longer|doesn)|unknown$|couldn't find|no existe|introuvable|не существует|не найден|unbekannt|inconnu"),
    (Reason.HOST_UNKNOWN, r"(?:host|domain|server)(?: name)?(?: \S+){0,2} ?(?:unknown|not found|does not exist|doesn'?t exist|not exist|couldn'?t be found|is invalid|lookup did not)|unknown (?:mail )?(?:host|domain)|(?:host|domain) unknown|no such (?:host|domain)|bad destination (?:system|host|mailbox system)|illegal host|nxdomain|couldn'?t find any host|name or service not known|unrouteable mail domain|host/domain name|recipient domain|can'?t find .{0,40}host|lookup .{0,40}nxdomain"),
    (Reason.POLICY, r"relay(?:ing)? (?:access |is )?(?:denied|not|prohibited)|not? relay|relaying|unable to relay|policy|not authori[sz]ed|access denied|delivery restriction|not allowed|no permission|administrative prohibition|security"),
    (Reason.EXPIRED, r"(?:delivery|message|retry|envelope|queue)\w*(?: \S+){0,3} (?:expired|exceeded)|timed? ?out|time-?out|giving up|stopped trying|too (?:old|long)|could not (?:be )?deliver\w* for|gave up|has been in the queue|expired"),
    (Reason.NETWORK, r"connection (?:refused|lost|reset|dropped|was)|connect(?:ing)? to|no route|network|unreachable|\bdns\b|name service error|host name lookup|hop count|too many hops|mail (?:is )?loop|loops back|routing loop|\btls\b|ssl|socket error|requests to connect|no mx|all relevant mx"),
    (Reason.SYSTEM, r"system (?:error|not|failure)|local (?:delivery )?(?:error|configuration)|internal (?:server )?error|configuration|insufficient|resources|service (?:not|un)available|out of memory|i/o error|command (?:died|failed|time)|pipe to|temporary (?:local )?(?:failure|problem)|read-only"),
    (Reason.FILTERED, r"filter|recipient (?:has )?(?:reject|refus|block)|does not (?:want|wish)|don't want|not accept(?:ed|ing)? (?:mail|message)|refused|declin|rejected"),
]  # fmt: skip
WORDS = [(reason, re.compile(words, re.IGNORECASE)) for reason, words in _WORDS]

_CODES = {
    "1.0": Reason.UNKNOWN, "1.1": Reason.USER_UNKNOWN, "1.2": Reason.HOST_UNKNOWN, "1.3": Reason.USER_UNKNOWN,
    "1.4": Reason.USER_UNKNOWN, "1.6": Reason.MOVED, "1.7": Reason.SENDER, "1.8": Reason.SENDER,
    "1.10": Reason.NO_MAIL_HERE, "2.1": Reason.SUSPENDED, "2.2": Reason.MAILBOX_FULL, "2.3": Reason.TOO_BIG,
    "2.4": Reason.SYSTEM, "3.1": Reason.SYSTEM, "3.2": Reason.NO_MAIL_HERE, "3.4": Reason.TOO_BIG,
    "4.1": Reason.NETWORK, "4.2": Reason.NETWORK, "4.3": Reason.NETWORK, "4.4": Reason.HOST_UNKNOWN,
    "4.6": Reason.NETWORK, "4.7": Reason.EXPIRED, "7.8": Reason.POLICY, "7.9": Reason.POLICY, "7.13": Reason.SUSPENDED,
    "7.17": Reason.FILTERED, "7.25": Reason.REPUTATION, "7.27": Reason.SENDER,
    **{f"7.{n}": Reason.AUTHENTICATION for n in (20, 21, 22, 23, 24, 26, 29)},
}  # fmt: skip
_SUBJECTS = {"3": Reason.SYSTEM, "4": Reason.NETWORK, "5": Reason.SYSTEM, "6": Reason.CONTENT, "7": Reason.POLICY}
_REPLIES = {"450": Reason.DEFERRED, "421": Reason.DEFERRED, "452": Reason.MAILBOX_FULL, "552": Reason.MAILBOX_FULL}
_SURE = frozenset({"1.10", "7.26"})
_AFTER_ACCEPTANCE = re.compile(r"(?:in reply to|after|response to|command:?)\s+(?:end of )?data\b|final data|\n\s*data\s*$", re.I)
_LINK = re.compile(r"https?://([\w.-]{1,200})\S*")
_GENERIC = re.compile(r"\b[45]\.\d\.\d - [A-Za-z /]{3,60}(?= '?[245]\d\d[ -])")
"""What some gateways put before the answer that they got."""
_ADDRESS = re.compile(r"<?[^\s<>@]{1,64}@[\w.-]{1,255}>?")


def classify(status: str, reply: str, text: str) -> Reason:
    """Why it was refused.

    Args:
        status: The enhanced status, such as ``"5.1.1"``; may be empty.
        reply: The SMTP reply, such as ``"550"``; may be empty.
        text: What the server wrote.
    """
    if status.startswith("2."):
        return Reason.DELIVERED
    code = status.partition(".")[2]
    if code in _SURE:
        return _CODES[code]
    said = _said(text[:LONGEST])
    found = said or _CODES.get(code) or _SUBJECTS.get(code.partition(".")[0]) or _REPLIES.get(reply) or Reason.UNKNOWN
    if said is Reason.NETWORK and code == "4.4" and "name server reply" in text:
        return Reason.NETWORK
    if said in (Reason.FILTERED, Reason.POLICY, Reason.EXPIRED, Reason.NETWORK, Reason.SYSTEM) and code in _CODES:
        found = _CODES[code]
    if said is None and code.startswith("1.") and status[:1] == "5":
        found = _CODES.get(code, Reason.UNKNOWN)
    if found is Reason.USER_UNKNOWN and not code.startswith("1.") and _AFTER_ACCEPTANCE.search(text):
        return Reason.FILTERED
    if found.hard and (status or reply)[:1] == "4":
        return Reason.NETWORK if found is Reason.HOST_UNKNOWN else Reason.DEFERRED
    return found


def quality_of(code: str, text: str) -> int:
    """What a refusal while sending means for the address, as a code of contact data quality.

    Args:
        code: What the server answered with: ``"550"``, ``"550 5.1.1"`` or ``"5.1.1"``.
        text: The rest of its answer.

    >>> quality_of("550 5.1.1", "User unknown"), quality_of("550 5.7.1", "Your IP is on a blacklist")
    (32, 0)
    """
    line = f"{code} {text}"
    status, reply = STATUS.search(line), REPLY.search(code)
    return classify(status[0] if status else "", reply[1] if reply else "", text).quality


def _said(text: str) -> Reason | None:
    """The first reason whose words stand in a text; what addresses are called says nothing."""
    bare = " ".join(_ADDRESS.sub(" ", _GENERIC.sub("", _LINK.sub(r"\1 ", text))).split())
    return next((reason for reason, words in WORDS if words.search(bare)), None)
