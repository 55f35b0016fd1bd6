"""Sentences that leave the console as a file and come back in one, and the ledger as CSV."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import wording_files
from bot.console.access import allow, current_officer, today
from bot.console.bulletin_rights import READERS
from bot.console.wording_lists import key_of
from bot.console.words import N_, _, refused
from bot.services import services, session
from bot.wording_files import Comparison
from domain import audit, wordings
from domain.languages import Language
from domain.officers import Role
from domain.refusals import Refusal
from domain.wordings import Signer
from messages.compose import normalise
from settings import LOCALES

AGAIN = N_("Somebody signed while you read. Compare once more, then sign.")


@allow(*READERS)
def ledger() -> ResponseReturnValue:
    """The ledger: every signature there ever was, by name."""
    return _file(wording_files.ledger_csv(services().files, session()), "text/csv", "mbiu-ledger.csv")


@allow(*READERS)
def download(language: str) -> ResponseReturnValue:
    """The sentences of a language as a .po file."""
    spoken = Language(language)
    text = wording_files.export(LOCALES, services().newest_words(session()), spoken, wordings.newest(session()))
    return _file(text, "text/x-gettext-translation", f"mbiu-{spoken}.po")


def _file(text: str, kind: str, name: str) -> Response:
    answer = Response(text, content_type=f"{kind}; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@allow(*READERS)
def offer(language: str) -> ResponseReturnValue:
    """Show how to work offline."""
    return _page(Language(language))


@allow(Role.REVIEWER)
def compare(language: str) -> ResponseReturnValue:
    """Show what a file would change; nothing is signed yet."""
    spoken, upload = Language(language), request.files.get("file")
    try:
        _check_speaker(spoken)
        text = wording_files.decoded(upload.read() if upload else b"")
        return _page(spoken, text=text, comparison=_compared(spoken, text))
    except Refusal as refusal:
        return _page(spoken, refusal=refused(refusal)), 422


@allow(Role.REVIEWER)
def sign(language: str) -> ResponseReturnValue:
    """Put this officer's name to what a file changes, all of it or nothing."""
    spoken, text = Language(language), request.form.get("text", "")
    comparison = None
    try:
        _check_speaker(spoken)
        text = wording_files.decoded(text.encode())
        comparison = _compared(spoken, text)
        if request.form.get("seen", type=int) != wordings.newest(session()):
            return _page(spoken, text=text, comparison=comparison, refusal=_(AGAIN)), 409
        signer = Signer(current_officer().name, normalise(request.form.get("dialect", "")), current_officer().id)
        signed = wording_files.sign_all(session(), spoken, comparison.changes, signer, services().now())
    except Refusal as refusal:
        session().rollback()
        return _page(spoken, text=text, comparison=comparison, refusal=refused(refusal)), 422
    officer, now = current_officer(), services().now()
    audit.record(session(), officer.id, "signed words of a file", f"words {spoken}", now=now, sentences=signed)
    flash(_("Sentences signed: %(count)s. Phones show them within seconds.", count=signed), "good")
    return redirect(url_for("wordings.listing", language=spoken), 303)


def _check_speaker(language: Language) -> None:
    if not current_officer().may(Role.REVIEWER, today(), language=language):
        raise Refusal("You do not sign texts in this language.")


def _compared(language: Language, text: str) -> Comparison:
    return wording_files.compare(session(), services().files, language, text)


def _page(language: Language, *, text: str = "", comparison: Comparison | None = None, refusal: str = "") -> str:
    officer = current_officer()
    return render_template(
        "wordings/file.html",
        language=language,
        text=text,
        comparison=comparison,
        refused=refused,
        refusal=refusal,
        seen=wordings.newest(session()),
        dialect=request.form.get("dialect", "") or wordings.dialect_of(session(), officer.id, language),
        signs=officer.may(Role.REVIEWER, today(), language=language),
        most=wording_files.LARGEST // 1024,
        key_of=key_of,
    )
