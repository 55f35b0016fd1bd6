"""What people wrote to us, person by person, and our answers. Numbers are masked; nothing here touches reports."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import inbox_filters, inbox_moving, inbox_radio
from bot.console.access import allow, counties
from bot.console.inbox_exchange import Form, newest, page, send
from bot.console.inbox_messages import SEEN_BY, first_line, sender, topic_name, visible
from bot.console.paging import page_of
from bot.console.words import _, refused
from bot.services import services, session
from domain import answering, exchanges, replies
from domain.exchanges import Line
from domain.refusals import Refusal
from domain.replies import Reply

blueprint = Blueprint("inbox", __name__, url_prefix="/console/inbox")


@blueprint.get("/")
@allow(*SEEN_BY)
def index() -> ResponseReturnValue:
    """List the people of the officer's counties who wrote: whoever waits longest first, then the answered ones."""
    wanted = inbox_filters.asked_for()

    def find(most: int, skip: int) -> list[Line]:
        return exchanges.listed(session(), wanted, most=most, skip=skip)

    found = page_of(find, "inbox.index", **inbox_filters.query(wanted))
    return render_template(
        "inbox/index.html",
        page=found,
        marked=exchanges.marked(session(), found.rows, wanted),
        waiting=exchanges.waiting(session(), exchanges.Wanted(counties(*SEEN_BY))),
        wanted=wanted,
        narrows=bool(inbox_filters.query(wanted)),
        options=inbox_filters.options(),
        waits=inbox_filters.waits,
        topic_name=topic_name,
        first_line=first_line,
        sender=sender,
    )


@blueprint.get("/<int:reply_id>")
@allow(*SEEN_BY)
def show(reply_id: int) -> ResponseReturnValue:
    """Show all that the person of this message wrote and was answered, and the form for an answer."""
    return page(visible(session().get(Reply, reply_id)))


@blueprint.post("/<int:reply_id>")
@allow(*SEEN_BY)
def answer(reply_id: int) -> ResponseReturnValue:
    """Send the officer's answer to the person's phone, or only show what would leave."""
    reply = visible(session().get(Reply, reply_id))
    told = answering.held(session(), reply)
    if reply not in told:  # moved to the peace desk while this request waited
        abort(404)
    person = [each for each in told if each.shown_to(counties(*SEEN_BY))][-1]
    form = Form.posted(person)
    try:
        form.answer.check(services().places)
        if form.act in ("look", "fill"):
            return page(reply, form)
        send(person, told, form)
    except Refusal as refusal:
        session().rollback()
        return page(reply, form, refusal=refused(refusal)), 422
    flash(_("What you wrote is kept.") if reply.phone_sealed is None else _("Your answer is on its way."), "good")
    return redirect(url_for("inbox.index"), 303)


@blueprint.post("/<int:reply_id>/count")
@allow(*SEEN_BY)
def count(reply_id: int) -> ResponseReturnValue:
    """Say what would leave of what is typed so far; the markup is that of the page itself."""
    person, fault = newest(visible(session().get(Reply, reply_id))), ""
    written = Form.posted(person).answer
    try:
        written.check(services().places)
    except Refusal as refusal:
        fault = refused(refusal)
    shown = render_template("inbox/_leaves.html", person=person, written=written, fault=fault)
    return jsonify(html={"leaves": shown})


@blueprint.post("/<int:reply_id>/radio")
@allow(*SEEN_BY)
def radio(reply_id: int) -> ResponseReturnValue:
    """Mark a message as asking an answer on air, move its mark to another one, or take it off."""
    try:
        inbox_radio.put(visible(replies.locked(session(), reply_id)))
    except Refusal as refusal:
        session().rollback()
        chosen = request.form.get("piece", 0, type=int)
        return page(visible(session().get(Reply, reply_id)), refusal=refused(refusal), chosen=chosen), 422
    return redirect(url_for("inbox.show", reply_id=reply_id, _anchor="radio"), 303)


@blueprint.get("/<int:reply_id>/peace-desk")
@allow(*SEEN_BY)
def ask(reply_id: int) -> ResponseReturnValue:
    """Ask what the message tells of, and where, before it leaves the inbox."""
    return inbox_moving.page(visible(session().get(Reply, reply_id)))


@blueprint.post("/<int:reply_id>/peace-desk")
@allow(*SEEN_BY)
def move(reply_id: int) -> ResponseReturnValue:
    """Move it to the peace desk, or keep that it told of the restricted kind; it leaves the inbox for good."""
    reply = session().get(Reply, reply_id)
    told = answering.held(session(), visible(reply)) if reply is not None else []
    if reply is None or reply not in told:  # a double click, or another officer
        flash(_("It is not in the inbox any more."))
        return redirect(url_for("inbox.index"), 303)
    form = inbox_moving.Form.posted(reply, told)
    try:
        return inbox_moving.page(reply, form) if form.faults else inbox_moving.move(form)
    except Refusal as refusal:
        session().rollback()
        return inbox_moving.page(reply, form, refused(refusal))
