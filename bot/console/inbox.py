"""What people wrote back, and our answers. Numbers are masked; nothing here touches reports."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, counties, current_officer
from bot.console.paging import page_of
from bot.console.words import _, refused
from bot.services import services, session
from domain import audit, replies
from domain.bulletins import Bulletin
from domain.officers import Officer, Role
from domain.refusals import Refusal
from domain.replies import Reply
from domain.texts import Reason
from domain.vault import Purpose
from messages import outbox
from messages.compose import normalise, plain
from messages.segments import segment

blueprint = Blueprint("inbox", __name__, url_prefix="/console/inbox")

SEEN_BY = (Role.OFFICER,)
MOST_PARTS = 3  # of an answer: beyond that a call is cheaper and kinder


@blueprint.get("/")
@allow(*SEEN_BY)
def index() -> ResponseReturnValue:
    """List what people of the officer's counties wrote, open ones first."""
    held = counties(*SEEN_BY)
    page = page_of(lambda most, skip: replies.newest(session(), held, most=most, skip=skip), "inbox.index")
    return render_template(
        "inbox/index.html",
        page=page,
        waiting=replies.waiting(session(), held),
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
    """Send the officer's answer to the person's phone."""
    reply = _visible(replies.locked(session(), reply_id))
    words, now, vault = plain(normalise(request.form.get("words", ""))), services().now(), services().vault
    try:
        if len(segment(words).parts) > MOST_PARTS:
            raise Refusal("Make it shorter: an answer has at most %(most)s parts.", most=MOST_PARTS)
        replies.answer(reply, vault, current_officer(), words, now)
    except Refusal as refusal:
        session().rollback()
        return _page(reply, words=words, refusal=refused(refusal)), 422
    phone = vault.reveal(reply.phone_sealed, Purpose.REPLY)
    outbox.queue(session(), vault, phone, words, reason=Reason.ANSWER, now=now)
    audit.record(session(), current_officer().id, "answered", f"reply {reply.id}", now=now)
    flash(_("Your answer is on its way."), "good")
    return redirect(url_for("inbox.index"), 303)


def said(reply: Reply) -> str:
    """The person's words."""
    return services().vault.open(reply.body_sealed, Purpose.REPLY)


def sender(reply: Reply) -> str:
    """The person's number, masked."""
    return services().vault.reveal(reply.phone_sealed, Purpose.REPLY).masked


def _visible(reply: Reply | None) -> Reply:
    held = counties(*SEEN_BY)
    if reply is None or not (held is None or reply.county is None or reply.county in held):
        abort(404)
    return reply


def _page(reply: Reply, **more: object) -> str:
    sealed = reply.answer_sealed
    return render_template(
        "inbox/show.html",
        reply=reply,
        said=said,
        sender=sender,
        bulletin=session().get(Bulletin, reply.bulletin_id) if reply.bulletin_id else None,
        answered=services().vault.open(sealed, Purpose.REPLY) if sealed else None,
        answerer=session().get(Officer, reply.answered_by) if reply.answered_by else None,
        **more,
    )
