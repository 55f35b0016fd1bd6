"""The page of one person: what they wrote, what they were answered, and the form that answers what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from bot.console import inbox_radio
from bot.console.access import counties, current_officer, held_counties
from bot.console.answers import Answer, opening, ready_sentences, to_write_in
from bot.console.inbox_messages import SEEN_BY, first_line, gone, said, sender, topic_name
from bot.console.incident_shown import names
from bot.console.words import _, area_name, interface, language_name
from bot.services import services, session
from domain import answer_quotas, answering, audit, exchanges, saved_replies
from domain.bulletins import Bulletin
from domain.exchanges import Given
from domain.languages import Language
from domain.refusals import Refusal
from domain.replies import Reply
from domain.sealed_columns import REPLY_PHONE
from domain.texts import Reason
from messages import outbox

IN_SIGHT = 5  # open messages that are listed to be chosen from; more are folded


@dataclass(frozen=True, slots=True)
class Form:
    """An answer as it was sent: what leaves, the messages it settles, how many answers the person had before.

    `saved` is the saved reply that was chosen, `instead`: that it stands in another language than the person's.
    `sure`: that the officer looked at words about money, and they ask for none.
    """

    act: str
    answer: Answer
    settles: tuple[int, ...]
    given: int
    saved: int = 0
    instead: Language | None = None
    sure: bool = False

    @property
    def asks_for_money(self) -> bool:
        return saved_replies.asks_for_money(self.answer.own)

    @classmethod
    def posted(cls, reply: Reply) -> "Form":
        """What was posted, to the person of this message; a saved reply is filled in where that was asked for."""
        act, own, instead = request.form.get("act", ""), request.form.get("words", ""), None
        chosen = request.form.get("saved", 0, type=int)
        if act == "fill":
            mine = {each.id: each for each in saved_replies.listed(session(), counties(*SEEN_BY))}
            if chosen in mine:
                own, language = mine[chosen].said_in(reply.language)
                instead = language if language is not reply.language else None
        return cls(
            act=act,
            answer=Answer.of(services().catalog, reply.language, request.form.get("ready", ""), own),
            settles=tuple(dict.fromkeys(request.form.getlist("settles", type=int))),
            given=request.form.get("given", 0, type=int),
            saved=chosen,
            instead=instead,
            sure="sure" in request.form,
        )


def send(reply: Reply, told: Sequence[Reply], form: Form) -> None:
    """Keep an answer, and leave it to be sent where there is a number. Raises `Refusal`."""
    if form.asks_for_money and not form.sure:
        raise Refusal("It seems to ask for money, or names a sum. Change it, or tick that it asks for none.")
    now, vault, officer = services().now(), services().vault, current_officer()
    parts = len(form.answer.segments.parts)
    written = answering.Written(form.answer.text, form.settles, form.given, _charged(reply), parts)
    answering.send(session(), vault, told, written, officer, counties(*SEEN_BY), now)
    for reply_id in form.settles:
        audit.record(session(), officer.id, "answered", f"reply {reply_id}", now=now)
    if not form.settles:
        audit.record(session(), officer.id, "wrote once more", f"reply {reply.id}", now=now)
    if reply.phone_sealed is not None:
        phone = REPLY_PHONE.phone(vault, reply)
        outbox.queue(session(), vault, phone, form.answer.text, reason=Reason.ANSWER, now=now)


def _charged(reply: Reply) -> str:
    """The county whose day it is taken from: the message's; else the officer's first that has any left."""
    held = [reply.county] if reply.county else [area.slug for area in held_counties(*SEEN_BY)]
    now = services().now()
    return next((slug for slug in held if answer_quotas.left(session(), slug, now)), held[0])


def newest(reply: Reply) -> Reply:
    """The newest message of whoever wrote this one: answers are in its language."""
    return exchanges.messages(session(), reply, counties(*SEEN_BY))[-1]


def page(reply: Reply, form: Form | None = None, **more: object) -> str:
    """The page of whoever wrote this message; `form` is what was typed and came back."""
    told = exchanges.messages(session(), reply, counties(*SEEN_BY))
    days = exchanges.days(session(), told)
    open_ones = [each for each in told if each.answered_at is None]
    person = told[-1]
    county = _charged(person)
    return render_template(
        "inbox/show.html",
        reply=reply,
        person=person,
        days=days,
        is_given=lambda one: isinstance(one, Given),
        older=len(told) >= exchanges.AT_ONCE,
        open=open_ones,
        in_sight=IN_SIGHT,
        form=form,
        written=form.answer if form else None,
        settles=set(form.settles) if form and form.act else {each.id for each in open_ones},
        who=names({given.officer_id for day in days for given in day.passed if isinstance(given, Given)}),
        bulletins=_bulletins(told),
        left=_("%(county)s may send %(count)s more parts today", county=area_name(county), count=_left(county)),
        topic_name=topic_name,
        said=said,
        wrote=lambda given: given.words(services().vault) or gone(),
        first_line=first_line,
        sender=sender,
        **_ready(person),
        **_to_this_person(person),
        **inbox_radio.panel(reply),
        **more,
    )


def _ready(reply: Reply) -> dict[str, Any]:
    """What the form offers in the person's language."""
    otherwise = f" {_('or')} "
    return {
        "ready": ready_sentences(services().catalog, interface(), reply.language),
        "opening": opening(services().catalog, reply.language),
        "saved": [("", _("None")), *((each.id, each.title) for each in _saved())],
        "write_in": otherwise.join(language_name(language) for language in to_write_in(reply.language)),
    }


def _saved() -> list[saved_replies.SavedReply]:
    return saved_replies.listed(session(), counties(*SEEN_BY))


def _to_this_person(reply: Reply) -> dict[str, Any]:
    """How many answers they had, of whatever county, and how many more they may get today."""
    left = answering.left_to_one(session(), reply, services().now())
    return {"given": len(answering.given(session(), reply)), "left_to_one": left}


def _left(county: str) -> int:
    return answer_quotas.left(session(), county, services().now())


def _bulletins(told: Sequence[Reply]) -> dict[int, Bulletin]:
    ids = {reply.bulletin_id for reply in told if reply.bulletin_id}
    return {bulletin_id: session().get_one(Bulletin, bulletin_id) for bulletin_id in ids}
