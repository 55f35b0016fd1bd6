"""The sentences of the telephone on the console: how far each language is, its list, and the page of one sentence."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import wording_exchange
from bot.console.access import allow, current_officer, today
from bot.console.bulletin_rights import READERS, languages_signed_by
from bot.console.paging import page_of
from bot.console.wording_lists import (
    EVERY,
    SECOND,
    UNSIGNED,
    Line,
    after,
    asked,
    figures,
    filtered,
    line_of,
    lines,
)
from bot.console.wording_look import look
from bot.console.wording_words import CLASSES, ROADS, SPEAKERS, STATES, State, silent
from bot.console.words import _, refused
from bot.services import services, session
from bot.wording_rules import checked
from domain import audit, wordings
from domain.languages import FLOOR, Language
from domain.officers import Role
from domain.refusals import Refusal
from domain.wordings import Overtaken, Signer
from messages.catalog import TRANSLATED, Catalog, Risk
from messages.compose import ascii_screen, normalise

blueprint = Blueprint("wordings", __name__, url_prefix="/console/wordings")

IN = f"/<any({','.join(TRANSLATED)}):language>"
ONE = f"{IN}/<key>"
blueprint.get("/ledger.csv")(wording_exchange.ledger)
blueprint.get(f"{IN}/messages.po")(wording_exchange.download)
blueprint.get(f"{IN}/file")(wording_exchange.offer)
blueprint.post(f"{IN}/file")(wording_exchange.compare)
blueprint.post(f"{IN}/file/sign", endpoint="sign_file")(wording_exchange.sign)


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"STATES": STATES, "CLASSES": CLASSES, "SPEAKERS": SPEAKERS, "FLOOR": FLOOR}


@blueprint.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """Show how far each language is, and what it already speaks."""
    catalog, known = services().newest_words(session()), services().files.entries[FLOOR]
    return render_template(
        "wordings/index.html",
        figures=[(language, list(figures(catalog, language))) for language in TRANSLATED],
        roads={language: _roads(catalog, language) for language in TRANSLATED if language is not FLOOR},
        mine=languages_signed_by(current_officer()),
        lost=[line for line in wordings.in_force(session()) if line.msgid not in known],
    )


def _roads(catalog: Catalog, language: Language) -> list[tuple[str, list[Line]]]:
    found = {line.msgid: line for line in lines(catalog, language)}
    return [(_(name), [found[msgid] for msgid in silent(catalog, language, road)]) for name, road in ROADS]


@blueprint.get(f"{IN}/")
@allow(*READERS)
def listing(language: str) -> ResponseReturnValue:
    """List the sentences of a language, class A first."""
    filters = asked()
    found = filtered(lines(services().newest_words(session()), Language(language)), filters)
    return render_template(
        "wordings/listing.html",
        language=Language(language),
        page=page_of(lambda most, skip: found[skip : skip + most], "wordings.listing", language=language, **filters),
        total=len(found),
        filters=filters,
        shows=_shows(),
        risks=[("", _("All classes")), *((risk.value, risk.value) for risk in Risk)],
        signs=_signs(Language(language)),
    )


def _shows() -> list[tuple[str, str]]:
    states = [(state.value, _(STATES[state][0])) for state in State]
    return [
        (UNSIGNED, _("Not signed")),
        (SECOND, _("Wants a second speaker")),
        *states,
        (EVERY, _("All sentences")),
    ]


def _signs(language: Language) -> bool:
    return current_officer().may(Role.REVIEWER, today(), language=language)


@blueprint.get(ONE)
@allow(*READERS)
def show(language: str, key: str) -> ResponseReturnValue:
    """Show one sentence, its words on the telephone, and who signed what."""
    return _page(Language(language), key)


@blueprint.post(f"{ONE}/look")
@allow(*READERS)
def try_out(language: str, key: str) -> ResponseReturnValue:
    """Show the telephone with the words that were typed; nothing is kept."""
    return _page(Language(language), key, typed=True)


@blueprint.post(f"{ONE}/count")
@allow(*READERS)
def count(language: str, key: str) -> ResponseReturnValue:
    """The same for a page that asks while somebody types."""
    catalog = services().newest_words(session())
    line = line_of(catalog, Language(language), key)
    seen = look(catalog, Language(language), line, request.form.get("text", ""), request.form.get("plain", ""))
    return jsonify(html={"look": render_template("wordings/_look.html", look=seen, line=line, language=language)})


@blueprint.post(ONE)
@allow(Role.REVIEWER)
def sign(language: str, key: str) -> ResponseReturnValue:
    """Put this officer's name to words, their own or those that stand."""
    spoken, catalog = Language(language), services().newest_words(session())
    line = line_of(catalog, spoken, key)
    try:
        signer = signing(spoken)
        text, plain = checked(
            line.msgid, line.entry, spoken, request.form.get("text", ""), request.form.get("plain", "")
        )
        new = wordings.sign(session(), signer, spoken, line.msgid, text, plain, seen=_seen(), now=services().now())
    except Refusal as refusal:
        return _refuse(spoken, key, refusal)
    if new:
        _record("signed words", spoken, line.msgid)
        flash(_("You signed these words. Phones show them within seconds."), "good")
    else:
        flash(_("You have signed just these words already."))
    return redirect(_onward(catalog, spoken, line), 303)


@blueprint.post(f"{ONE}/take-out")
@allow(Role.REVIEWER)
def take_out(language: str, key: str) -> ResponseReturnValue:
    """Take words out at once: people hear the sentence in Swahili until somebody signs better ones."""
    spoken = Language(language)
    line = line_of(services().newest_words(session()), spoken, key)
    try:
        new = wordings.take_out(session(), signing(spoken), spoken, line.msgid, seen=_seen(), now=services().now())
    except Refusal as refusal:
        return _refuse(spoken, key, refusal)
    if new:
        _record("took words out", spoken, line.msgid)
    flash(_("These words are taken out. Phones follow within seconds."), "good")
    return redirect(url_for("wordings.show", language=spoken, key=key, **asked()), 303)


def signing(language: Language) -> Signer:
    """The officer of this request, as the ledger will name them. Raises `Refusal`."""
    if not _signs(language):
        raise Refusal("You do not sign texts in this language.")
    officer = current_officer()
    return Signer(officer.name, normalise(request.form.get("dialect", "")), officer.id)


def _seen() -> int:
    return request.form.get("seen", 0, type=int)


def _record(what: str, language: Language, msgid: str) -> None:
    audit.record(session(), current_officer().id, what, f"words {language}", now=services().now(), sentence=msgid)


def _refuse(language: Language, key: str, refusal: Refusal) -> ResponseReturnValue:
    session().rollback()
    overtaken = isinstance(refusal, Overtaken)
    return _page(language, key, typed=True, refusal=refused(refusal), overtaken=overtaken), 409 if overtaken else 422


def _onward(catalog: Catalog, language: Language, line: Line) -> str:
    """Where a reviewer goes from here: the next sentence of the list they came from, if they asked for it."""
    filters = asked()
    then = after(lines(catalog, language), line.msgid, filters) if "next" in request.form else line
    if then is None:
        return url_for("wordings.listing", language=language, **filters)
    return url_for("wordings.show", language=language, key=then.key, **filters)


def _page(language: Language, key: str, *, typed: bool = False, refusal: str = "", overtaken: bool = False) -> str:
    catalog, officer = services().newest_words(session()), current_officer()
    line = line_of(catalog, language, key)
    text = request.form.get("text", "") if typed else line.text
    plain = request.form.get("plain", "") if typed else ("" if line.plain == ascii_screen(line.text) else line.plain)
    dialect = request.form.get("dialect", "") or wordings.dialect_of(session(), officer.id, language)
    return render_template(
        "wordings/show.html",
        language=language,
        line=line,
        text=text,
        plain=plain,
        dialect=dialect,
        look=look(catalog, language, line, text, plain),
        history=wordings.history(session(), language, line.msgid),
        heard=_heard(catalog, language, line),
        signs=_signs(language),
        following=after(lines(catalog, language), line.msgid, asked()),
        filters=asked(),
        refusal=refusal,
        overtaken=overtaken,
    )


def _heard(catalog: Catalog, language: Language, line: Line) -> Language:
    """The language people of this one hear the sentence in today."""
    heard = [spoken for spoken in (language, FLOOR) if catalog.may_say(spoken, line.msgid)]
    return heard[0] if heard else Language.ENGLISH
