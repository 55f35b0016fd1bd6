"""A report typed in by an officer for somebody who called or walked in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import restricted
from bot.console import incident_words as say
from bot.console.access import allow, current_officer
from bot.console.incident_page import wards
from bot.console.incident_shown import subject
from bot.console.words import LANGUAGES, N_, _
from bot.services import services, session
from domain import audit, helplines, incidents, restricted_reports
from domain.areas import Level as AreaLevel
from domain.intake import Report
from domain.languages import FLOOR, Language
from domain.moments import day
from domain.officers import Role
from domain.phones import NotAKenyanNumber, Phone
from domain.reporters import CallTime
from domain.restricted_reports import RestrictedKind
from domain.sightings import Hurt, Source, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from messages import filing
from messages.compose import normalise

RESTRICTED = "restricted:"  # before the kinds that leave no words
YES_OR_NO = {"": None, "yes": True, "no": False}
LONGEST_WORDS, LONGEST_PLACE = 2000, 200  # letters
WHEN = {
    When.NOW: N_("Now"),
    When.TODAY: N_("Today"),
    When.THIS_WEEK: N_("This week"),
    When.EARLIER: N_("Earlier"),
    When.UNKNOWN: N_("Not said"),
}
Options = list[tuple[str, str]]
Word = TypeVar("Word", bound=StrEnum)


@dataclass
class TypedIn:
    """The form as it was sent, and what is wrong with a field of it."""

    sent: Mapping[str, str]
    faults: dict[str, str] = field(default_factory=dict)

    def report(self) -> tuple[Report, Phone | None]:
        """What was told and by which number; faults say what cannot be filed."""
        phone = self._phone()
        may_text, may_call = "may_text" in self.sent, self._one(CallTime, "may_call")
        if phone is None and (may_text or may_call) and "phone" not in self.faults:
            self.faults["phone"] = _("Without a number nobody can be texted or called.")
        report = Report(
            kind=self._kind(),
            ward=self.ward(),
            happened=self._one(When, "happened") or When.UNKNOWN,
            words=self._text("words", LONGEST_WORDS),
            language=self._one(Language, "language") or FLOOR,
            place=self._text("place", LONGEST_PLACE),
            ongoing=YES_OR_NO.get(self.sent.get("ongoing", "")),
            hurt=self._one(Hurt, "hurt"),
            weapons=YES_OR_NO.get(self.sent.get("weapons", "")),
            source=self._one(Source, "source"),
            may_text=may_text,
            may_call=may_call,
        )
        if self._sounds_restricted(report) and "sure" not in self.sent:
            self.faults["words"] = _("These words may tell of sexual violence or of harm to a child.")
        return report, phone

    def restricted(self) -> RestrictedKind | None:
        """The kind that takes no words, where it was chosen."""
        restricted = {RESTRICTED + kind.value: kind for kind in RestrictedKind}
        return restricted.get(self.sent.get("kind", ""))

    def ward(self) -> str | None:
        chosen, places = self.sent.get("ward", ""), services().places
        return chosen if chosen in places and places[chosen].level is AreaLevel.WARD else None

    def _phone(self) -> Phone | None:
        typed = self._text("phone", 40)
        try:
            return Phone.parse(typed) if typed else None
        except NotAKenyanNumber as fault:
            self.faults["phone"] = _(str(fault))
            return None

    def _kind(self) -> Kind:
        kind = self._one(Kind, "kind")
        if kind is None:
            self.faults["kind"] = _("Choose what it is about.")
        return kind or Kind.OTHER

    def _text(self, name: str, longest: int) -> str:
        text = normalise(self.sent.get(name, ""))
        if len(text) > longest:
            self.faults[name] = _("Too long: at most %(most)s letters.", most=longest)
        return text

    def _one(self, of: type[Word], name: str) -> Word | None:
        chosen = self.sent.get(name, "")
        return of(chosen) if chosen in set(of) else None

    def _sounds_restricted(self, report: Report) -> bool:
        return any(restricted.is_restricted(text) for text in (report.words, report.place))


@allow(Role.PEACE)
def new() -> ResponseReturnValue:
    """Show the form, or file what was typed in; what is restricted leaves its kind and ward alone."""
    if request.method == "GET":
        return _page(TypedIn({}))
    typed = TypedIn(request.form)
    if (kind := typed.restricted()) is not None:
        return _keep_restricted(kind, typed.ward())
    report, phone = typed.report()
    if typed.faults:
        return _page(typed), 422
    return _file(report, phone)


def _file(report: Report, phone: Phone | None) -> ResponseReturnValue:
    officer, now, places = current_officer(), services().now(), services().places
    filed = filing.file(
        session(),
        services().vault,
        phone,
        report,
        channel=Channel.CONSOLE,
        places=places,
        now=now,
        typed_by=officer.id,
    )
    audit.record(session(), officer.id, "typed in", subject(filed.incident), now=now)
    flash(_("It is filed as %(code_word)s.", code_word=filed.incident.code_word), "good")
    if not incidents.seen_by(officer, filed.incident, now):
        return redirect(url_for("incidents.index"), 303)
    return redirect(url_for("incidents.show", incident_id=filed.incident.id), 303)


def _keep_restricted(kind: RestrictedKind, ward: str | None) -> ResponseReturnValue:
    """Keep kind, ward and day alone. The audit is not told the hour either: it would say who had come."""
    today = day(services().now())
    restricted_reports.keep(session(), kind, ward, today.date(), Channel.CONSOLE)
    audit.record(session(), current_officer().id, "typed in", "restricted reports", now=today)
    return redirect(url_for("incidents.kept"), 303)


@allow(Role.PEACE)
def kept() -> ResponseReturnValue:
    """Say what was kept, and the numbers that help."""
    numbers = [
        (_("Sexual or gender-based violence"), helplines.SEXUAL_VIOLENCE),
        (_("A child in danger"), helplines.CHILDREN),
        (_("Police"), helplines.POLICE),
    ]
    return render_template("incidents/restricted_kept.html", numbers=[(who, " / ".join(each)) for who, each in numbers])


def _page(typed: TypedIn) -> str:
    return render_template(
        "incidents/new.html",
        typed=typed.sent,
        faults=typed.faults,
        wards=wards(),
        kinds=_named(say.KINDS),
        restricted=[(RESTRICTED + kind.value, _(words)) for kind, words in say.RESTRICTED_KINDS.items()],
        happened=_named(WHEN),
        yes_or_no=[("", _("Not said")), ("yes", _("Yes")), ("no", _("No"))],
        hurt=[("", _("Not said")), *_named(say.HURT)],
        sources=[("", _("Not said")), *_named(say.SOURCES)],
        languages=_named(LANGUAGES),
        call_times=[("", _("No calls")), *_named(say.CALL_TIMES)],
    )


def _named(words: Mapping[Word, str]) -> Options:
    return [(value.value, _(label)) for value, label in words.items()]
