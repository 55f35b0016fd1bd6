"""Writing a piece for the radio: a new one, also as the answer to a message of the inbox, and a change to one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import radio_piece_doubts
from bot.console.access import allow, current_officer, held_county, today
from bot.console.bulletin_words import changes
from bot.console.inbox_messages import mark, said, visible
from bot.console.radio_piece_form import PieceForm
from bot.console.radio_piece_rights import WRITERS, found, held, record
from bot.console.radio_piece_words import ASKS, PARTS, letters, reading_time
from bot.console.words import N_, _, language_name, refused
from bot.services import services, session
from domain import programmes, radio_piece_drafting, replies, scripts
from domain.areas import fold
from domain.languages import FLOOR, Language
from domain.programmes import monday_of
from domain.radio_piece_drafting import LONGEST, LONGEST_QUESTION, LONGEST_SOURCE, READ_BY, Overtaken, check_writer
from domain.radio_pieces import RadioPiece
from domain.refusals import Refusal
from domain.replies import Reply
from domain.scripts import Script
from domain.segments import Part

WROTE, CHANGED = N_("wrote it"), N_("changed it")
OWN_WORDS = 4  # from so many words on, a message is known by them


@allow(*WRITERS)
def new() -> ResponseReturnValue:
    """Write a new piece; `reply` is the message of the inbox it is to answer on air."""
    county, part = held_county(request.values.get("county", ""), *READ_BY).slug, _part()
    check_writer(current_officer(), county, part, today())
    if request.method == "GET":
        return _render(county, PieceForm.blank(part, today()), reply=_asking(part))
    form = PieceForm.read(part, request.form)
    return _post(county, form, lambda: _start(county, form))


@allow(*WRITERS)
def edit(piece_id: int) -> ResponseReturnValue:
    """Change a piece. Drafts keep what they took of it; approved scripts with other words of it go off the air."""
    piece = found(piece_id)
    check_writer(current_officer(), piece.county, piece.part, today())
    if request.method == "GET":
        return _render(piece.county, PieceForm.of(piece), piece)
    form = PieceForm.read(piece.part, request.form)
    return _post(piece.county, form, lambda: _revise(piece_id, form), piece_id)


@allow(*WRITERS)
def count() -> ResponseReturnValue:
    """Time what is typed so far, and name what to look at; the markup is that of the page itself."""
    form, county = PieceForm.read(_part(), request.form), held_county(request.form.get("county", ""), *READ_BY).slug
    doubts = radio_piece_doubts.found(form)
    html = {"doubts": render_template("radio_pieces/_doubts.html", doubts=doubts, sure=_sure(form))}
    for look in _looks(form, _languages(county, form)):
        html[f"time-{look['language']}"] = render_template("radio_pieces/_time.html", look=look)
    return jsonify(html=html)


def approved_with(piece: RadioPiece) -> list[Script]:
    """The scripts from this week on whose approved words have it: they go off the air once it says other words."""
    since = scripts.newest(session(), {piece.county}, since=monday_of(today()))
    return [
        script
        for script in since
        if script.approved and any(each.piece == piece.id and not each.cut for each in script.approved.segments)
    ]


def _part() -> Part:
    value = request.values.get("part", "")
    return Part(value) if value in {part.value for part in PARTS} else abort(404)


def _asking(part: Part) -> Reply | None:
    """The message this answers, for an officer who may read it."""
    reply_id = request.values.get("reply", type=int)
    if reply_id is None or part is not Part.ANSWER:
        return None
    return visible(session().get(Reply, reply_id))


def _post(
    county: str, form: PieceForm, save: Callable[[], RadioPiece], piece_id: int | None = None
) -> ResponseReturnValue:
    if request.form.get("act") == "look":
        return _again(county, form, piece_id)
    try:
        piece = save()
        session().flush()
    except Refusal as refusal:
        session().rollback()
        return _again(county, form, piece_id, refusal), 422
    for language, typed in form.words.items():
        if changed := changes(typed):
            flash(_("%(language)s text: we changed: %(changes)s", language=language_name(language), changes=changed))
    return redirect(url_for("radio_pieces.show", piece_id=piece.id), 303)


def _again(county: str, form: PieceForm, piece_id: int | None, refusal: Refusal | None = None) -> str:
    """The form with what was typed. Whoever saves again after being shown another's change means it."""
    piece = found(piece_id) if piece_id else None
    reply = session().get(Reply, reply_id) if (reply_id := request.form.get("reply", type=int)) else None
    overtaken = isinstance(refusal, Overtaken)
    shown = replace(form, seen=piece.fingerprint()) if piece and overtaken else form
    said_why = refused(refusal) if refusal else ""
    return _render(county, shown, piece, visible(reply) if reply else None, said_why, overtaken=overtaken)


def _start(county: str, form: PieceForm) -> RadioPiece:
    reply_id = request.form.get("reply", type=int) if form.part is Part.ANSWER else None
    reply = replies.locked(session(), reply_id) if reply_id else None
    if reply:
        _check_open(visible(reply), form)
    piece = radio_piece_drafting.start(
        current_officer(), county, form.part, form.content(), services().places, services().now()
    )
    looked_at = radio_piece_doubts.check(form)
    piece.peace = radio_piece_doubts.CONFLICT in looked_at
    session().add(piece)
    session().flush()
    record(piece, WROTE, part=piece.part.value, looked_at=looked_at)
    if reply:
        mark(reply, piece.id)
    flash(_("Saved. The next script that is drafted takes it, within its days."), "good")
    if reply_id and not reply:
        flash(_("The message was deleted meanwhile, so it is not counted as asked."))
    return piece


def _revise(piece_id: int, form: PieceForm) -> RadioPiece:
    piece, officer, now = held(piece_id), current_officer(), services().now()
    changed = radio_piece_drafting.change(piece, officer, form.content(), form.seen, services().places, now)
    looked_at = radio_piece_doubts.check(form)
    piece.peace = radio_piece_doubts.CONFLICT in looked_at
    if not changed:
        flash(_("Nothing was changed."))
        return piece
    record(piece, CHANGED, looked_at=looked_at)
    flash(_("Saved."), "good")
    if approved_with(piece):
        flash(_("Where its words changed, the approved scripts below go off the air: correct them."))
    return piece


def _check_open(reply: Reply, form: PieceForm) -> None:
    """Refuse a message that is marked by now, and a person's own words: somebody may know them by these."""
    if reply.piece_id is not None:
        raise Refusal("This message is marked already: see in the inbox which answer it counts for.")
    message = said(reply)
    texts = [text for wording in form.wordings.values() for text in (wording.question, wording.words)]
    if len(message.split()) >= OWN_WORDS and any(fold(message) in fold(text) for text in texts):
        raise Refusal("These are the person's own words. Say it in yours, so that nobody is known by them.")


def _languages(county: str, form: PieceForm) -> list[Language]:
    """Swahili, what the county's programme is in, and whatever it is written in already."""
    heard = {Language(each) for each in programmes.of(session(), county).languages} | set(form.wordings)
    return [FLOOR, *(language for language in Language if language in heard - {FLOOR})]


def _looks(form: PieceForm, languages: list[Language]) -> list[dict[str, object]]:
    """Each language: how long it takes, or what a script in it does without it."""
    worded = form.wordings
    return [
        {
            "language": language,
            "time": reading_time(form.part, language, worded[language]) if language in worded else "",
            "letters": letters(form.wording(language)),
            "swahili": FLOOR in worded,
            "any": bool(worded),
        }
        for language in languages
    ]


def _sure(form: PieceForm) -> bool:
    """Whether the tick still stands: it does not once there is something new to look at."""
    return form.sure and {each.name for each in radio_piece_doubts.found(form)} <= form.shown


def _next_draft(county: str) -> tuple[datetime, date]:
    """When the next scripts are drafted, and for the week from which day."""
    drafting = programmes.next_drafting(programmes.of(session(), county), services().now())
    return drafting, monday_of(drafting.date()) + timedelta(weeks=1)


def _render(
    county: str,
    form: PieceForm,
    piece: RadioPiece | None = None,
    reply: Reply | None = None,
    refusal: str = "",
    *,
    overtaken: bool = False,
) -> str:
    return render_template(
        "radio_pieces/write.html",
        county=county,
        form=form,
        part=_(PARTS[form.part]),
        asks=_(ASKS[form.part]),
        piece=piece,
        reply=reply,
        said=said(reply) if reply else "",
        refusal=refusal,
        overtaken=overtaken,
        looks=_looks(form, _languages(county, form)),
        doubts=radio_piece_doubts.found(form),
        sure=_sure(form),
        next_draft=_next_draft(county),
        scripts=approved_with(piece) if piece else [],
        longest={"words": LONGEST, "question": LONGEST_QUESTION, "source": LONGEST_SOURCE},
        source_wanted=form.part in (Part.SEASON, Part.MARKET),
    )
