"""What people wrote back, and our answers. Numbers are masked; nothing here touches reports."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, counties, current_officer
from bot.console.answers import Answer, ready_sentences, to_write_in
from bot.console.paging import page_of
from bot.console.words import _, language_name, refused
from bot.services import services, session
from domain import audit, replies
from domain.bulletins import Bulletin
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.replies import Reply, Topic
from domain.stations import Station
from domain.texts import Reason
from domain.vault import Purpose
from messages import outbox

blueprint = Blueprint("inbox", __name__, url_prefix="/console/inbox")

SEEN_BY = (Role.OFFICER,)
MOST_PARTS = 3  # of an answer: beyond that a call is cheaper and kinder


@blueprint.get("/")
@allow(*SEEN_BY)
def index() -> ResponseReturnValue:
    """List what people of the officer's counties wrote, open ones first."""
    held, asked = counties(*SEEN_BY), request.args.get("topic", "")
    topic = Topic(asked) if asked in set(Topic) else None

    def find(most: int, skip: int) -> list[Reply]:
        return replies.newest(session(), held, topic=topic, most=most, skip=skip)

    query: dict[str, Any] = {"topic": topic.value} if topic else {}
    return render_template(
        "inbox/index.html",
        page=page_of(find, "inbox.index", **query),
        waiting=replies.waiting_by_topic(session(), held),
        topic=topic,
        topics=list(Topic),
        topic_name=topic_name,
        said=said,
        sender=sender,
    )


@blueprint.get("/<int:reply_id>")
@allow(*SEEN_BY)
def show(reply_id: int) -> ResponseReturnValue:
    """Show one text, what it may be about, and the answer or the place for it."""
    return _page(_visible(session().get(Reply, reply_id)))


@blueprint.post("/<int:reply_id>")
@allow(*SEEN_BY)
def answer(reply_id: int) -> ResponseReturnValue:
    """Send the officer's answer to the person's phone, or only show what would leave."""
    reply = _visible(replies.locked(session(), reply_id))
    now, vault = services().now(), services().vault
    typed = (request.form.get("ready", ""), request.form.get("words", ""))
    written = Answer.of(services().catalog, reply.language, *typed)
    try:
        if len(written.segments.parts) > MOST_PARTS:
            raise Refusal("Make it shorter: an answer has at most %(most)s parts.", most=MOST_PARTS)
        if request.form.get("act") == "look":
            return _page(reply, written=written)
        replies.answer(reply, vault, current_officer(), written.text, now)
    except Refusal as refusal:
        session().rollback()
        return _page(reply, written=written, refusal=refused(refusal)), 422
    audit.record(session(), current_officer().id, "answered", f"reply {reply.id}", now=now)
    if reply.phone_sealed is None:
        flash(_("What you wrote is kept."), "good")
    else:
        phone = vault.reveal(reply.phone_sealed, Purpose.REPLY)
        outbox.queue(session(), vault, phone, written.text, reason=Reason.ANSWER, now=now)
        flash(_("Your answer is on its way."), "good")
    return redirect(url_for("inbox.index"), 303)


def topic_name(topic: Topic) -> str:
    """Why they wrote, as officers say it."""
    return {
        Topic.REPLY: _("A reply"),
        Topic.QUESTION: _("A question"),
        Topic.FEEDBACK: _("Feedback"),
    }[topic]


def said(reply: Reply) -> str:
    """The person's words."""
    return services().vault.open(reply.body_sealed, Purpose.REPLY)


def sender(reply: Reply) -> str:
    """The person's number, masked; or the radio station that handed it in."""
    if reply.phone_sealed is None:
        station = session().get(Station, reply.station_id) if reply.station_id else None
        return _("handed in by %(station)s", station=station.name) if station else _("somebody without a number")
    return services().vault.reveal(reply.phone_sealed, Purpose.REPLY).masked


def _visible(reply: Reply | None) -> Reply:
    held = counties(*SEEN_BY)
    if reply is None or not (held is None or reply.county is None or reply.county in held):
        abort(404)
    return reply


def _page(reply: Reply, **more: object) -> str:
    sealed, otherwise = reply.answer_sealed, _("or")
    return render_template(
        "inbox/show.html",
        reply=reply,
        topic_name=topic_name,
        ready=ready_sentences(services().catalog, reply.language),
        write_in=f" {otherwise} ".join(language_name(language) for language in to_write_in(reply.language)),
        said=said,
        sender=sender,
        bulletin=session().get(Bulletin, reply.bulletin_id) if reply.bulletin_id else None,
        answered=services().vault.open(sealed, Purpose.REPLY) if sealed else None,
        answerer=session().get(Officer, reply.answered_by) if reply.answered_by else None,
        **more,
    )
