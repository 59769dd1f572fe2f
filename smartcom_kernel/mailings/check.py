"""What must be mended before a mailing can be sent: its segment, its category, its templates variant by variant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal

from smartcom_kernel.channels.channel import Channel
from smartcom_kernel.core.block import Lang
from smartcom_kernel.core.errors import Fault, SpecError, UnknownName, hint
from smartcom_kernel.core.settings import MailingCategory
from smartcom_kernel.core.web_settings import Web
from smartcom_kernel.core.wording import number, plural, spoken
from smartcom_kernel.lake.tables import Tables
from smartcom_kernel.mailings.plan import category_fault
from smartcom_kernel.mailings.spec import Mailing
from smartcom_kernel.mailings.tracking import as_shown
from smartcom_kernel.segments.members import members
from smartcom_kernel.state.consents import SERVICE
from smartcom_kernel.templates.check import Sample, check
from smartcom_kernel.templates.dry_run import DryRun, dry_run
from smartcom_kernel.templates.preflight import looked_at
from smartcom_kernel.templates.renderer import Renderer
from smartcom_kernel.templates.sms import SmsSize, sms_size
from smartcom_kernel.templates.store import TemplateStore
from smartcom_kernel.templates.template import Template

WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "good": "in order",
        "unknown": "there is no {what} called {name!r}{hint}",
        "what_segment": "segment",
        "what_template": "template",
        "other_medium": "the template is for {of}, not for {medium}",
        "segment": "segment {segment}",
        "category": "category {category}",
        "envelope": "senders and files",
        "all_good": "everything is in order",
        "faults": "{n} to be mended",
        "advice": "advice on {template}: {advice}",
        "sms": "for an invented customer {encoding}, {units} characters, {parts}",
    },
    "ru": {
        "good": "в порядке",
        "unknown": "нет {what} {name!r}{hint}",
        "what_segment": "сегмента",
        "what_template": "шаблона",
        "other_medium": "шаблон для {of}, а не для {medium}",
        "segment": "сегмент {segment}",
        "category": "категория {category}",
        "envelope": "отправители и файлы",
        "all_good": "всё в порядке",
        "faults": "исправить: {n}",
        "advice": "совет по {template}: {advice}",
        "sms": "для вымышленного клиента {encoding}, знаков: {units}, {parts}",
    },
}


@dataclass(frozen=True)
class CheckedTemplate:
    """One template of a mailing.

    Args:
        variant: Who uses it.
        medium: For what.
        template: Its name.
        faults: What must be mended; empty where nothing must.
        advice: What had better be mended.
        sms: The size of the SMS an invented customer would get.
        dry_run: How its words came out for people of the segment; None where that was not tried.
    """

    variant: str
    medium: str
    template: str
    faults: tuple[str, ...]
    sms: SmsSize | None
    advice: tuple[str, ...] = ()
    dry_run: DryRun | None = None


@dataclass(frozen=True)
class MailingCheck:
    """What must be mended before a mailing can be sent.

    Args:
        mailing: Name of the mailing.
        segment: Name of its segment.
        segment_faults: What is wrong with the segment.
        category: Its category of mailings; empty where it is of none.
        category_faults: What is wrong with the category.
        templates: Its templates, by variant and medium.
        envelope_faults: What is wrong with the senders and the files of its e-mails.
    """

    mailing: str
    segment: str
    segment_faults: tuple[str, ...]
    category: str
    category_faults: tuple[str, ...]
    templates: tuple[CheckedTemplate, ...]
    envelope_faults: tuple[str, ...] = ()

    @property
    def faults(self) -> int:
        """How much must be mended."""
        return (
            len(self.segment_faults)
            + len(self.category_faults)
            + len(self.envelope_faults)
            + sum(len(template.faults) for template in self.templates)
        )

    @property
    def good(self) -> bool:
        """Whether nothing must be mended."""
        return not self.faults

    def describe(self, lang: Lang = "en") -> str:
        """A line for the segment, the category and each template, and one for each fault."""
        lines = [f"{self.mailing}: {self._verdict(lang)}"]
        for title, verdict, faults in self._rows(lang):
            lines += [f"  {title}: {verdict}" if verdict else f"  {title}:", *(f"    {fault}" for fault in faults)]
        lines += [f"  {line}" for line in self._advice(lang)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        lang = spoken()
        rows = "".join(
            f"<tr><th scope='row' style='text-align:left'>{escape(title)}</th>"
            f"<td style='text-align:left'>{'<br>'.join(map(escape, faults or [verdict]))}</td></tr>"
            for title, verdict, faults in self._rows(lang)
        )
        advice = "<br>".join(map(escape, self._advice(lang)))
        return f"<p><b>{escape(self.mailing)}</b>: {escape(self._verdict(lang))}</p><table>{rows}</table>" + (
            f"<p>{advice}</p>" if advice else ""
        )

    def _advice(self, lang: Lang) -> list[str]:
        """What had better be mended, each thing once."""
        said = dict.fromkeys((found.template, one) for found in self.templates for one in found.advice)
        return [WORDS[lang]["advice"].format(template=template, advice=one) for template, one in said]

    def _verdict(self, lang: Lang) -> str:
        return WORDS[lang]["all_good"] if self.good else WORDS[lang]["faults"].format(n=number(self.faults, lang))

    def _rows(self, lang: Lang) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """What was looked at, the verdict where it is good, and the faults where it is not."""
        words = WORDS[lang]
        yield (
            words["segment"].format(segment=self.segment),
            "" if self.segment_faults else words["good"],
            self.segment_faults,
        )
        if self.category:
            verdict = "" if self.category_faults else words["good"]
            yield words["category"].format(category=self.category), verdict, self.category_faults
        if self.envelope_faults:
            yield words["envelope"], "", self.envelope_faults
        for found in self.templates:
            size = f"; {_size(found.sms, lang)}" if found.sms else ""
            tried = f"; {found.dry_run.describe(lang)}" if found.dry_run else ""
            verdict = "" if found.faults else words["good"] + size + tried
            yield f"{found.variant}, {found.medium}, {found.template}", verdict, found.faults


def checked(
    mailing: Mailing,
    segments: Mapping[str, Any],
    categories: Mapping[str, MailingCategory],
    templates: TemplateStore,
    renderer: Renderer,
    *,
    channels: Mapping[str, Channel] | None = None,
    unsubscribe_url: str = "",
    web: Web | None = None,
    lang: Lang = "en",
) -> MailingCheck:
    """Look at everything a mailing needs.

    Args:
        mailing: The mailing.
        segments: The saved segments.
        categories: The categories of mailings.
        templates: The saved templates.
        renderer: Fills them in for an invented customer who has everything.
        channels: The channel of each medium, whose messages are looked at as they would leave.
        unsubscribe_url: What marketing e-mails name as the address for leaving; empty for none.
        web: Where pages are, and what links say.
        lang: Language of the faults.
    """
    carried = channels or {}

    def look(variant: str, medium: str, name: str) -> CheckedTemplate:
        seen = _template(variant, medium, name, templates, renderer, lang)
        if isinstance(seen, CheckedTemplate):
            return seen
        template, sample = seen
        words = as_shown(sample.message, medium, mailing, variant, web or Web(), short=True)
        sample = Sample(words, sms_size(words.text) if sample.sms else None)
        url = unsubscribe_url if mailing.purpose != SERVICE else ""
        found = looked_at(
            template, sample.message, carried.get(medium), purpose=mailing.purpose, unsubscribe_url=url
        )  # fmt: skip
        musts, shoulds = ([f.describe(lang) for f in found if f.must is must] for must in (True, False))
        return CheckedTemplate(variant, medium, name, tuple(musts), sample.sms, tuple(shoulds))

    of_category = category_fault(mailing.category, categories)
    return MailingCheck(
        mailing=mailing.name,
        segment=mailing.segment,
        segment_faults=_segment_faults(mailing.segment, segments, lang),
        category=mailing.category,
        category_faults=() if of_category is None else (of_category.ru if lang == "ru" else str(of_category),),
        templates=tuple(
            look(variant.name, medium, name)
            for variant in mailing.variants
            for medium, name in variant.templates.items()
        ),
    )


def refuse_unfit(check: MailingCheck, media: Collection[str]) -> None:
    """Refuse a mailing with messages that may not leave so.

    Args:
        check: What was found.
        media: Those through which messages reach people.

    Raises:
        SpecError: With everything that must be mended in what goes through them.
    """
    found = [
        Fault(("variants", one.variant, one.medium, one.template), fault)
        for one in check.templates if one.medium in media for fault in one.faults
    ]  # fmt: skip
    if found:
        raise SpecError(f"mailing {check.mailing!r}", found)


def rehearsed(
    found: MailingCheck, tables: Tables, templates: TemplateStore, renderer: Renderer, *, shop: str, lang: Lang = "en"
) -> MailingCheck:
    """The same check with every template in order filled in for people of the segment.

    A template whose words cannot be made for more than one in a hundred of them must be mended.
    """
    if found.segment_faults:
        return found
    people = members(tables.segments[found.segment], tables)

    def tried(one: CheckedTemplate) -> CheckedTemplate:
        if one.faults:
            return one
        template, salt = templates[one.template], f"dry run:{found.mailing}"
        result = dry_run(template, people, tables, renderer, shop=shop, salt=salt)
        return replace(one, dry_run=result, faults=() if result.good else (result.describe(lang),))

    return replace(found, templates=tuple(tried(one) for one in found.templates))


def _segment_faults(name: str, segments: Mapping[str, Any], lang: Lang) -> tuple[str, ...]:
    try:
        segments[name]
    except (UnknownName, SpecError) as error:
        return _faults(error, "segment", name, segments, lang)
    return ()


def _template(
    variant: str, medium: str, name: str, templates: TemplateStore, renderer: Renderer, lang: Lang
) -> CheckedTemplate | tuple[Template, Sample]:
    """The template and what comes out of it; what is wrong with it where nothing does."""
    try:
        template = templates.draft(name)
        if template.medium != medium:
            said = WORDS[lang]["other_medium"].format(of=template.medium, medium=medium)
            raise SpecError.single(f"template {name!r}", said)
        return template, check(template, renderer, lang)
    except (UnknownName, SpecError) as error:
        return CheckedTemplate(variant, medium, name, _faults(error, "template", name, templates, lang), None)


def _faults(
    error: UnknownName | SpecError, what: Literal["segment", "template"], name: str, known: Iterable[str], lang: Lang
) -> tuple[str, ...]:
    if isinstance(error, SpecError):
        return tuple(map(str, error.faults))
    called = WORDS[lang][f"what_{what}"]
    return (WORDS[lang]["unknown"].format(what=called, name=name, hint=hint(name, known, lang)),)


def _size(sms: SmsSize, lang: Lang) -> str:
    parts = f"{sms.parts} part" if sms.parts == 1 else f"{sms.parts} parts"
    if lang == "ru":
        parts = f"{sms.parts} {plural(sms.parts, 'часть', 'части', 'частей')}"
    return WORDS[lang]["sms"].format(encoding=sms.encoding, units=number(sms.units, lang), parts=parts)
