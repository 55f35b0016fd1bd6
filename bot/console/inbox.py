"""What people wrote back, and our answers. Numbers are masked; nothing here touches reports."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import inbox_radio
from bot.console.access import allow, counties, current_officer
from bot.console.answers import Answer, ready_sentences, to_write_in
from bot.console.inbox_messages import SEEN_BY, said, sender, visible
from bot.console.paging import page_of
from bot.console.words import _, language_name, refused
from bot.services import services, session
from domain import audit, replies
from domain.bulletins import Bulletin
from domain.officers import Officer
from domain.refusals import Refusal
from domain.replies import Reply, Topic
from domain.texts import Reason
from domain.vault import Purpose
from messages import outbox

blueprint = Blueprint("inbox", __name__, url_prefix="/console/inbox")

MOST_PARTS = 3  # of an answer: beyond that a call is cheaper and kinder


@blueprint.get("/")
@allow(*SEEN_BY)
def index() -> ResponseReturnValue:
    """List what people of the officer's counties wrote, open ones first."""
    held, asked = counties(*SEEN_BY), request.args.get("topic", "")
    topic, on_air = Topic(asked) if asked in set(Topic) else None, "on_air" in request.args

    def find(most: int, skip: int) -> list[Reply]:
        return replies.newest(session(), held, topic=topic, on_air=on_air, most=most, skip=skip)

    query: dict[str, Any] = ({"topic": topic.value} if topic else {}) | ({"on_air": 1} if on_air else {})
    return render_template(
        "inbox/index.html",
        page=page_of(find, "inbox.index", **query),
        waiting=replies.waiting_by_topic(session(), held),
        topic=topic,
        on_air=on_air,
        topics=list(Topic),
        topic_name=topic_name,
        said=said,
        sender=sender,
    )


@blueprint.get("/<int:reply_id>")
@allow(*SEEN_BY)
def show(reply_id: int) -> ResponseReturnValue:
    """Show one text, what it may be about, and the answer or the place for it."""
    return _page(visible(session().get(Reply, reply_id)))


@blueprint.post("/<int:reply_id>")
@allow(*SEEN_BY)
def answer(reply_id: int) -> ResponseReturnValue:
    """Send the officer's answer to the person's phone, or only show what would leave."""
    reply = visible(replies.locked(session(), reply_id))
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


@blueprint.post("/<int:reply_id>/radio")
@allow(*SEEN_BY)
def radio(reply_id: int) -> ResponseReturnValue:
    """Mark a message as asking an answer on air, move its mark to another one, or take it off."""
    try:
        inbox_radio.put(visible(replies.locked(session(), reply_id)))
    except Refusal as refusal:
        session().rollback()
        return _page(visible(session().get(Reply, reply_id)), refusal=refused(refusal), chosen=_chosen()), 422
    return redirect(url_for("inbox.show", reply_id=reply_id, _anchor="radio"), 303)


def _chosen() -> int:
    return request.form.get("piece", 0, type=int)


def topic_name(topic: Topic) -> str:
    """Why they wrote, as officers say it."""
    return {
        Topic.REPLY: _("A reply"),
        Topic.QUESTION: _("A question"),
        Topic.FEEDBACK: _("Feedback"),
    }[topic]


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
        **inbox_radio.panel(reply),
        **more,
    )
