"""What officers read: English in the source, Swahili in `locales/sw/LC_MESSAGES/console.po`."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from gettext import NullTranslations
from pathlib import Path

from flask import Flask, current_app, g, request
from markupsafe import Markup

from bot.services import services
from domain.hours import local
from domain.languages import Language
from domain.officers import Role
from domain.refusals import Refusal
from messages import po_files

INTERFACES = (Language.ENGLISH, Language.SWAHILI)


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for "translate it when it is said"
    """Mark a sentence for extraction."""
    return sentence


ROLES = {
    Role.OFFICER: N_("County officer"),
    Role.APPROVER: N_("Approver"),
    Role.REVIEWER: N_("Language reviewer"),
    Role.PEACE: N_("Peace officer"),
    Role.PROTECTION: N_("Protection focal point"),
    Role.PRODUCER: N_("Radio producer"),
    Role.LEAD: N_("County lead"),
    Role.PARTNER: N_("Partner"),
    Role.ADMIN: N_("Administrator"),
}
LANGUAGES = {
    Language.SWAHILI: N_("Swahili"),
    Language.KAMBA: N_("Kamba"),
    Language.TAITA: N_("Taita"),
    Language.ENGLISH: N_("English"),
}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip


def interface() -> Language:
    """The language this page is in: the officer's choice, else what the browser asks for; a public page's its own."""
    if "interface" in g:
        return Language(g.interface)
    officer = g.get("officer")
    if officer is not None:
        return Language(officer.interface)
    return Language(request.accept_languages.best_match([language.value for language in INTERFACES], default="en"))


def _(sentence: str, **values: object) -> str:
    """A sentence in the language of the page, its %(names)s filled in."""
    text = said_in(interface(), sentence)
    return text % values if values else text


def said_in(language: Language, sentence: str) -> str:
    """A sentence in this language, whatever the page is in."""
    found: dict[Language, NullTranslations] = current_app.extensions["console_words"]
    return found[language].gettext(sentence) if language in found else sentence


def refused(refusal: Refusal) -> str:
    """Why the domain said no, in the language of the page."""
    values = {name: _(value.value) if isinstance(value, Enum) else value for name, value in refusal.values.items()}
    return _(refusal.sentence, **values)


def role_name(role: Role) -> str:
    return _(ROLES[role])


def language_name(language: Language | str) -> str:
    return _(LANGUAGES[Language(language)])


def area_name(slug: str) -> str:
    """The area as shown alone: "Nzambani (Kitui East)"."""
    return services().places.called(slug)


def day(moment: datetime | date) -> str:
    """Tue 24 Nov 2026, in Nairobi."""
    on = local(moment).date() if isinstance(moment, datetime) else moment
    return f"{_(WEEKDAYS[on.weekday()])} {on.day} {_(MONTHS[on.month - 1])} {on.year}"


def hour(moment: datetime) -> str:
    """09:30, in Nairobi."""
    return f"{local(moment):%H:%M}"


def moment(moment: datetime) -> str:
    """Tue 24 Nov 2026, 09:30, in Nairobi."""
    return f"{day(moment)}, {hour(moment)}"


def timed(at: datetime) -> Markup:
    """The same for a page: a machine can read it too."""
    return Markup('<time datetime="{}">{}</time>').format(local(at).isoformat(timespec="minutes"), moment(at))


def count(number: int) -> str:
    """12,345"""
    return f"{number:,}"


def kes(amount: Decimal | float) -> str:
    """KES 1,234.50"""
    return f"KES {amount:,.2f}"


def register(app: Flask, locales: Path) -> None:
    """Read the words and hand them, with the filters, to the templates."""
    app.extensions["console_words"] = {
        language: po_files.read(locales / language / "LC_MESSAGES" / "console.po")
        for language in INTERFACES
        if language is not Language.ENGLISH
    }
    for shown in (day, hour, moment, timed, count, kes):
        app.add_template_filter(shown)
    app.add_template_filter(role_name, "role")
    app.add_template_filter(language_name, "language")
    app.add_template_filter(area_name, "area")
    app.add_template_global(_, "_")
    app.add_template_global(interface)
