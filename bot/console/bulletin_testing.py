"""A text on the officer's own phone before anybody else gets it: the exact words, from the sender they would come from.

Not from a bulletin of training: what it says may be made up, a prefix would make it other words than those signed, and
on a phone that is passed around nothing else would tell it from a warning.
"""

from datetime import timedelta

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer, today
from bot.console.bulletin_rights import found, record
from bot.console.words import N_, _, refused
from bot.services import services, session
from domain import senders, texts
from domain.bulletin_texts import BulletinText, dated
from domain.bulletins import Bulletin
from domain.officers import Officer, Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.sealed_columns import OFFICER_PHONE
from domain.signed_words import Form
from domain.texts import Reason
from domain.vault import Unsealable
from messages import outbox

TESTED = N_("sent a text to their own phone")
MOST, WITHIN = 5, timedelta(hours=1)


def may_test(bulletin: Bulletin) -> bool:
    """Whether texts of it may be tried on a phone."""
    return not bulletin.training


@allow(Role.OFFICER, Role.APPROVER, Role.REVIEWER)
def test(bulletin_id: int, text_id: int) -> ResponseReturnValue:
    """Send one text to the number kept for this officer, and to no other."""
    bulletin = found(bulletin_id)
    text = next((text for text in bulletin.texts if text.id == text_id), None)
    if text is None or text.form is Form.RADIO:
        abort(404)
    try:
        _send(bulletin, text)
    except Refusal as refusal:
        session().rollback()
        flash(refused(refusal), "bad")
    else:
        flash(_("The text is on its way to your phone."), "good")
    return redirect(url_for("bulletins.show", bulletin_id=bulletin_id, _anchor=f"text-{text_id}"), 303)


def _send(bulletin: Bulletin, text: BulletinText) -> None:
    if not may_test(bulletin):
        raise Refusal("Training: nothing of it is sent, not even to your own phone.")
    # One after the other, so that a double click is counted.
    me = session().get_one(Officer, current_officer().id, with_for_update=True)
    phone, vault, now = _number(me), services().vault, services().now()
    if texts.sent_lately(session(), vault, phone, reason=Reason.TEST, now=now, within=WITHIN) >= MOST:
        raise Refusal("You sent yourself %(most)s tests within an hour: wait a little.", most=MOST)
    sender = senders.name_for(session(), bulletin.kind.sender_use)
    words = dated(text.outgoing, text.form, today())
    outbox.queue_as_it_is(session(), vault, phone, words, sender=sender, reason=Reason.TEST, now=now)
    record(bulletin, TESTED, language=text.language, form=text.form)


def _number(officer: Officer) -> Phone:
    try:
        return OFFICER_PHONE.phone(services().vault, officer)
    except Unsealable:
        raise Refusal("No number of yours is kept: an administrator adds it to your account.") from None
