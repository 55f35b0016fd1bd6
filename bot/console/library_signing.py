"""Putting a speaker's name to a text of the library, and other words a speaker proposes for it."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import proposals
from bot.console.access import allow, current_officer, today
from bot.console.bulletin_rights import counties_seen, languages_signed_by
from bot.console.library_page import page
from bot.console.library_rights import found, held, record, signs, subject, text_of
from bot.console.paging import page_of
from bot.console.proposals import ADOPTED, PROPOSED, SIGNED
from bot.console.words import _, language_name, refused
from bot.services import services, session
from domain import library_drafting, library_shelves, standing
from domain.library import LibraryEntry
from domain.library_texts import LibraryText
from domain.officers import Role
from domain.refusals import Refusal

AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text to sign, with the same message in the languages it was made from. `own`: this officer wrote it."""

    entry: LibraryEntry
    text: LibraryText
    sources: list[LibraryText]
    own: bool


@allow(Role.REVIEWER)
def desk() -> ResponseReturnValue:
    """Show the texts of the library that wait for this officer's name."""
    waiting = on_my_desk()
    return render_template(
        "library/desk.html",
        page=page_of(lambda most, skip: waiting[skip : skip + most], "library.desk", AT_ONCE),
        total=len(waiting),
    )


def on_my_desk() -> list[Waiting]:
    """What the officer of this request is asked to sign; their own words too, which another must sign."""
    officer = current_officer()
    found = library_shelves.unsigned(session(), counties_seen(officer), languages_signed_by(officer))
    return [
        Waiting(entry, text, proposals.sources(entry.newest.text, text), own=not signs(entry, entry.newest, text))
        for entry, text in found
        if standing.speaks(officer, text.language, entry.counties, today())
    ]


@allow(Role.REVIEWER)
def sign(entry_id: int, text_id: int) -> ResponseReturnValue:
    """Put this officer's name to a text."""
    try:
        entry = held(entry_id)
        text = text_of(entry, text_id)
        library_drafting.sign(entry, text, current_officer(), services().now(), seen=request.form.get("seen", ""))
        record(entry, SIGNED, language=text.language, form=text.form, hash=text.signed_hash)
        session().flush()
    except Refusal as refusal:
        session().rollback()
        flash(refused(refusal), "bad")
    else:
        flash(_("You signed the %(language)s text.", language=language_name(text.language)), "good")
    return redirect(_back(entry_id), 303)


def _back(entry_id: int) -> str:
    if request.form.get("from") == "desk":
        return url_for("library.desk")
    return url_for("library.show", entry_id=entry_id)


@allow(Role.REVIEWER)
def propose(entry_id: int, text_id: int) -> ResponseReturnValue:
    """Tell its author other words for a text: who takes them becomes their writer, so that the speaker may sign."""
    try:
        entry = held(entry_id)
        text = text_of(entry, text_id)
        words = proposals.typed(text, entry.counties)
        entry.check_open()
        record(entry, PROPOSED, language=text.language, form=text.form, about=text.fingerprint(), words=words)
    except Refusal as refusal:
        session().rollback()
        return page(found(entry_id), refused(refusal), {**request.form, "text": str(text_id)}), 422
    flash(_("Your words were passed on. Once they are taken you can sign them."), "good")
    return redirect(_back(entry_id), 303)


@allow(Role.OFFICER)
def adopt(entry_id: int, text_id: int) -> ResponseReturnValue:
    """Take the words a speaker proposed; where the version is approved they begin the next."""
    entry = held(entry_id)
    text = text_of(entry, text_id)
    proposal, taken = proposals.chosen(subject(entry), text)
    officer, now = current_officer(), services().now()
    version = library_drafting.adopt(entry, text, officer, taken, now, proposer=proposal.officer_id)
    record(entry, ADOPTED, language=text.language, form=text.form, version=version.number)
    flash(_("The proposed words stand in the text now. A speaker can sign them."), "good")
    return redirect(url_for("library.show", entry_id=entry_id), 303)
