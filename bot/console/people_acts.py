"""What an officer does for a subscriber, at their word: other wards, another language, STOP, deletion."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot import performing
from bot.actions import Leave
from bot.answers import FAREWELL, say_in_one
from bot.console import people
from bot.console.access import allow, current_officer
from bot.console.people_search import held_wards
from bot.console.words import _, refused
from bot.services import services, session
from domain import audit, erasure, subscriber_acts
from domain.languages import Language
from domain.officers import Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.subscribers import Channel, Kind, Subscriber
from domain.texts import Reason
from domain.vault import Unsealable
from messages import outbox


@allow(Role.OFFICER)
def act(subscriber_id: int, deed: str) -> ResponseReturnValue:
    """Do it, if nothing speaks against it now; of two who do it at once the second is told."""
    person = subscriber_acts.hold(session(), subscriber_id)
    if person is None:
        flash(_("Nothing of this person is kept any more."))
        return redirect(url_for("people.index"), 303)
    people.visible(person)
    try:
        said = DEEDS[deed](person)
    except Refusal as refusal:
        session().rollback()
        chosen = _chosen() if deed == "change" else None
        return people.page(people.visible(session().get(Subscriber, subscriber_id)), refused(refusal), chosen), 422
    flash(said, "good")
    gone = deed == "erase" or not set(person.wards) & set(held_wards())
    return redirect(url_for("people.index") if gone else url_for("people.show", subscriber_id=subscriber_id), 303)


def _chosen() -> "people.Chosen":
    form = request.form
    if form.get("language") not in set(Language) or form.get("kind") not in set(Kind):
        abort(400)
    return people.Chosen([ward for ward in form.getlist("wards") if ward], form["language"], form["kind"])


def _change(person: Subscriber) -> str:
    chosen = _chosen()
    changed = subscriber_acts.change(
        session(),
        services().vault,
        current_officer(),
        person,
        (chosen.wards, Language(chosen.language), Kind(chosen.kind)),
        of=held_wards(),
        seen=request.form.get("seen", ""),
        places=services().places,
        now=services().now(),
    )
    return _("Saved.") if changed else _("Nothing was changed.")


def _leave(person: Subscriber) -> str:
    """STOP, as they could send it; they are told as if they had."""
    if not person.active:
        raise Refusal("They have left already.")
    phone, now = _phone(person), services().now()
    performing.perform(session(), services().vault, services().places, Leave(), phone, channel=Channel.CONSOLE, now=now)
    words = say_in_one(services().catalog, person.language, *FAREWELL)
    outbox.queue(session(), services().vault, phone, words, reason=Reason.REPLY, now=now)
    audit.record(session(), current_officer().id, "stopped for a person", f"subscriber {person.id}", now=now)
    return _("They have left, and a text tells them so.")


def _erase(person: Subscriber) -> str:
    """Delete the subscription and what goes with it. The audit does not say whose it was."""
    if not request.form.get("sure"):
        raise Refusal("Tick that the person asked for it.")
    erasure.erase_subscription(session(), services().vault, _phone(person), services().now())
    audit.record(session(), current_officer().id, "deleted a number", "subscribers", now=services().now())
    return _("The subscription, the messages and what waited to be sent are deleted.")


def _phone(person: Subscriber) -> Phone:
    try:
        return SUBSCRIBER_PHONE.phone(services().vault, person)
    except Unsealable:
        raise Refusal("This number cannot be opened with the keys of this server.") from None


DEEDS = {"change": _change, "leave": _leave, "erase": _erase}
