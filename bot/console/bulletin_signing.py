"""The reviewers' desk: texts that wait for a speaker's name, and other words a speaker proposes for them."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import proposals
from bot.console.access import allow, current_officer, today
from bot.console.bulletin_page import page
from bot.console.bulletin_rights import found, held, languages_signed_by, record, signs, subject
from bot.console.proposals import ADOPTED, PROPOSED, SIGNED
from bot.console.words import _, language_name, refused
from bot.services import services, session
from domain import desks, drafting, standing
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin
from domain.officers import Role
from domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text to sign, with the same message in the languages it was made from. `own`: this officer wrote it."""

    bulletin: Bulletin
    text: BulletinText
    sources: list[BulletinText]
    own: bool


@allow(Role.REVIEWER)
def desk() -> ResponseReturnValue:
    """Show the texts that wait for this officer's name, each beside its source."""
    return render_template("bulletins/desk.html", waiting=on_my_desk())


def on_my_desk() -> list[Waiting]:
    """What the officer of this request is asked to sign; their own words too, which another must sign."""
    officer, on = current_officer(), today()
    return [
        Waiting(bulletin, text, proposals.sources(bulletin.text, text), own=not signs(bulletin, text))
        for bulletin, text in desks.unsigned(session(), languages_signed_by(officer))
        if standing.speaks(officer, text.language, bulletin.counties, on)
    ]


@allow(Role.REVIEWER)
def sign(bulletin_id: int, text_id: int) -> ResponseReturnValue:
    """Put this officer's name to a text."""
    try:
        bulletin = held(bulletin_id)
        text = _text(bulletin, text_id)
        drafting.sign(bulletin, text, current_officer(), services().now(), seen=request.form.get("seen", ""))
        record(bulletin, SIGNED, language=text.language, form=text.form, hash=text.signed_hash)
        session().flush()
    except Refusal as refusal:
        session().rollback()
        flash(refused(refusal), "bad")
    else:
        flash(_("You signed the %(language)s text.", language=language_name(text.language)), "good")
    return redirect(_back(bulletin_id), 303)


def _back(bulletin_id: int) -> str:
    if request.form.get("from") == "desk":
        return url_for("bulletins.desk")
    return url_for("bulletins.show", bulletin_id=bulletin_id)


@allow(Role.REVIEWER)
def propose(bulletin_id: int, text_id: int) -> ResponseReturnValue:
    """Tell the author other words for a text: who takes them becomes their writer, so that the speaker may sign."""
    try:
        bulletin = held(bulletin_id)
        text = _text(bulletin, text_id)
        words = proposals.typed(text, bulletin.counties)
        if bulletin.state not in drafting.OPEN_TO_SIGN:
            raise Refusal("This bulletin is %(now)s: its words are settled.", now=bulletin.state)
        record(bulletin, PROPOSED, language=text.language, form=text.form, about=text.fingerprint(), words=words)
        session().flush()
    except Refusal as refusal:
        session().rollback()
        return page(found(bulletin_id), refused(refusal), {**request.form, "text": str(text_id)}), 422
    flash(_("Your words were passed on. Once they are taken you can sign them."), "good")
    return redirect(_back(bulletin_id), 303)


@allow(Role.OFFICER)
def adopt(bulletin_id: int, text_id: int) -> ResponseReturnValue:
    """Take the words a speaker proposed."""
    bulletin = held(bulletin_id)
    text = _text(bulletin, text_id)
    proposal, taken = proposals.chosen(subject(bulletin), text)
    drafting.adopt(bulletin, text, current_officer(), taken, services().now(), proposer=proposal.officer_id)
    record(bulletin, ADOPTED, language=text.language, form=text.form)
    flash(_("The proposed words stand in the text now. A speaker can sign them."), "good")
    return redirect(url_for("bulletins.show", bulletin_id=bulletin_id), 303)


def _text(bulletin: Bulletin, text_id: int) -> BulletinText:
    return next((text for text in bulletin.texts if text.id == text_id), None) or abort(404)
