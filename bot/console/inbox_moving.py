"""A message of the inbox that tells of a conflict goes to the peace desk, by the road that reports by SMS take.

Whoever moves it sees nothing of what becomes of it, and nobody is texted: the telephone may be shared, and hours after
an ordinary message a word about a report could be read by anybody. The number goes with it under the reporters' own
key, without leave to text or call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import restricted
from bot.conflict_words import kind_of
from bot.console import incident_words as say
from bot.console.access import counties, current_officer, today
from bot.console.inbox_messages import SEEN_BY, first_line, said, sender
from bot.console.incident_page import wards
from bot.console.words import _
from bot.named_places import ward_of_report
from bot.services import services, session
from bot.vocabulary import plain_words
from domain import audit, exchanges, moved_messages
from domain.areas import Level
from domain.intake import Report
from domain.moments import day, hour
from domain.refusals import Refusal
from domain.replies import Reply
from domain.restricted_reports import RestrictedKind
from domain.sightings import When
from domain.subscribers import Channel
from messages import filing

CONFLICT = "conflict"
INBOX = "inbox"  # all that the audit says: an id would lead from a report to whoever had answered its sender
MOST = 20  # messages of one person that are offered to go along


@dataclass
class Form:
    """What was chosen; faults say what cannot be done so."""

    told: Sequence[Reply]
    about: str
    ward: str | None
    sure: bool
    faults: dict[str, str] = field(default_factory=dict)

    @classmethod
    def posted(cls, reply: Reply, held: Sequence[Reply]) -> "Form":
        """What was posted about messages that are held: the one of the address and those that go along."""
        chosen = {reply.id, *request.form.getlist("along", type=int)}
        told = [each for each in held if each.id in chosen and each.shown_to(counties(*SEEN_BY))]
        places, ward = services().places, request.form.get("ward", "")
        known = ward in places and places[ward].level is Level.WARD
        form = cls(told, request.form.get("about", ""), ward if known else None, "sure" in request.form)
        form._check()
        return form

    @property
    def restricted(self) -> RestrictedKind | None:
        return RestrictedKind(self.about) if self.about in set(RestrictedKind) else None

    def _check(self) -> None:
        if self.restricted is None and self.about != CONFLICT:
            self.faults["about"] = _("Choose what it tells of.")
        elif (
            self.restricted is None and not self.sure and any(restricted.is_restricted(said(row)) for row in self.told)
        ):
            self.faults["sure"] = _("These words may tell of sexual violence or of harm to a child.")


def move(form: Form) -> ResponseReturnValue:
    """Do what was chosen. Raises `Refusal`."""
    officer, now = current_officer(), services().now()
    if (kind := form.restricted) is not None:
        moved_messages.to_restricted(session(), form.told, kind, form.ward, today())
        audit.record(session(), officer.id, "moved to the restricted reports", INBOX, now=day(now))
        flash(_("Its words and number are deleted; the protection focal point sees kind, ward and day."), "good")
    else:
        _file(form)
        audit.record(session(), officer.id, "moved to the peace desk", INBOX, now=now)
        flash(_("It is at the peace desk. Nobody was texted about it."), "good")
    return redirect(url_for("inbox.index"), 303)


def _file(form: Form) -> None:
    """File it as told when it came. It is compared with no other report: where it landed would say who else told."""
    vault, places, now = services().vault, services().places, services().now()
    words = moved_messages.words_of(vault, form.told)
    if not words:
        raise Refusal("They wrote no words, so there is nothing to report.")
    filed = filing.file(
        session(),
        vault,
        moved_messages.phone_of(vault, form.told),
        Report(kind_of(plain_words(words)), form.ward, When.UNKNOWN, words, form.told[-1].language),
        channel=Channel.SMS if form.told[0].phone_lookup is not None else Channel.CONSOLE,
        places=places,
        now=now,
        typed_by=current_officer().id,
    )
    filed.sighting.told_at = hour(form.told[0].received_at)  # the provider knows the minute, with the number
    moved_messages.remove(session(), form.told, today())


def page(reply: Reply, form: Form | None = None, refusal: str = "") -> tuple[str, int]:
    """Ask what it tells of, with the ward it names; `form` is what was chosen and came back."""
    messages = exchanges.messages(session(), reply, counties(*SEEN_BY), MOST)
    named = ward_of_report(plain_words(said(reply)), services().places)
    kinds: Mapping[RestrictedKind, str] = say.RESTRICTED_KINDS
    body = render_template(
        "inbox/peace_desk.html",
        reply=reply,
        others=[each for each in messages if each is not reply and each.answered_at is None],
        along={each.id for each in form.told} if form else set(),
        about=form.about if form else "",
        abouts=[(CONFLICT, _("A conflict, a theft or a danger")), *((kind.value, _(kinds[kind])) for kind in kinds)],
        ward=form.ward if form else named and named.slug,
        wards=wards(),
        faults=form.faults if form else {},
        sure=form.sure if form else False,
        refusal=refusal,
        said=said,
        first_line=first_line,
        sender=sender,
    )
    return body, 422 if refusal or form else 200
