"""The page of one bulletin."""

from collections.abc import Mapping

from flask import render_template, request
from sqlalchemy import select

from bot.console.bulletin_money import warnings
from bot.console.bulletin_progress import so_far
from bot.console.bulletin_rights import acts, signs, subject
from bot.console.bulletin_words import leaves_at, waits_until
from bot.console.peace_checks import open_incidents, questions_about
from bot.console.reach import Reach, reach, signed_words, written_words
from bot.console.words import N_
from bot.services import services, session
from domain import audiences, audit, senders
from domain.audiences import by_language
from domain.audit import Audit
from domain.bulletins import Bulletin
from domain.drafting import Words
from domain.languages import Language
from domain.officers import Officer

PROPOSED = N_("proposed other words")


def page(bulletin: Bulletin, refusal: str = "", typed: Mapping[str, str] | None = None) -> str:
    """The bulletin for this officer; `refusal` says why what was `typed` was not done."""
    history = audit.history(session(), subject(bulletin))
    may, whom = acts(bulletin), planned(bulletin)
    return render_template(
        "bulletins/show.html",
        refusal=refusal,
        typed=typed or {},
        may=may,
        can_sign={text.id for text in bulletin.texts if signs(bulletin, text)},
        proposals=proposals(bulletin, history),
        reach=whom,
        money=warnings(bulletin, whom) if "approve" in may else [],
        questions=questions_about(bulletin),
        incidents=open_incidents(bulletin) if "approve" in may else [],
        ticked=request.form.getlist("peace"),
        written={line.language: line for line in _reach_of_all(bulletin).lines},
        sender=senders.name_for(session(), bulletin.kind.sender_use),
        quiet=waits_until(bulletin, services().now()),
        morning=leaves_at(bulletin, services().now()),
        history=history,
        people=_people(bulletin, history),
        **so_far(bulletin),
    )


def proposals(bulletin: Bulletin, history: list[Audit]) -> dict[int, Audit]:
    """For each text the latest other words a speaker proposed for exactly what stands there now."""
    about = {text.fingerprint(): text.id for text in bulletin.texts}
    proposed = [entry for entry in history if entry.what == PROPOSED and entry.detail["about"] in about]
    return {about[entry.detail["about"]]: entry for entry in proposed}


def planned(bulletin: Bulletin) -> Reach:
    """Whom it would reach if it left now: by its signed texts, or by the written ones while Swahili is not signed."""
    signed = signed_words(bulletin)
    return _reach(bulletin, signed or written_words(bulletin))


def _reach_of_all(bulletin: Bulletin) -> Reach:
    return _reach(bulletin, written_words(bulletin))


def _reach(bulletin: Bulletin, texts: Mapping[Language, Words]) -> Reach:
    audience, places = bulletin.audience, services().places
    sender = senders.name_for(session(), bulletin.kind.sender_use)
    now = services().now()
    return reach(
        texts,
        by_language(audiences.count(session(), audience, places, now, sender)),
        services().settings.sms_price,
        blocked=audiences.blocked(session(), audience, places, now, sender),
        paused=audiences.paused(session(), audience, places, now),
    )


def _people(bulletin: Bulletin, history: list[Audit]) -> dict[int | None, str]:
    """The names of everybody who had a hand in it."""
    ids = {entry.officer_id for entry in history} | {bulletin.author_id}
    ids |= {officer for text in bulletin.texts for officer in (text.writer_id, text.signer_id)}
    found = session().scalars(select(Officer).where(Officer.id.in_(ids - {None})))
    return {officer.id: officer.name for officer in found}
