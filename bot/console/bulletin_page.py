"""The page of one bulletin."""

from collections.abc import Mapping

from flask import render_template, request
from sqlalchemy import select

from bot.baraza import printed_in, wards_of
from bot.console.access import current_officer, may_open, today
from bot.console.bulletin_checks import looks_of
from bot.console.bulletin_money import warnings
from bot.console.bulletin_next import leaves_at, waits_until
from bot.console.bulletin_progress import so_far
from bot.console.bulletin_rights import acts, signs, subject
from bot.console.bulletin_source_words import record_doubts, sources_of, withdrawn
from bot.console.bulletin_testing import may_test
from bot.console.bulletin_twins import twin_of
from bot.console.bulletin_words import where
from bot.console.peace_checks import open_incidents, questions_about
from bot.console.proposals import PROPOSED
from bot.console.reach import Key, Reach, as_read_on, leaving_words, reach, written_words
from bot.console.words import _, language_name, refused
from bot.services import services, session
from domain import audiences, audit, senders, series_runs
from domain.audiences import Survey
from domain.audit import Audit
from domain.bulletins import Bulletin, Kind
from domain.drafting import Words
from domain.follow_ups import ENDS
from domain.languages import FLOOR
from domain.life_cycle import State
from domain.officers import Officer
from domain.signed_words import PREPARED, Form
from messages.cap_bulletins import places_of


def page(bulletin: Bulletin, refusal: str = "", typed: Mapping[str, str] | None = None) -> str:
    """The bulletin for this officer; `refusal` says why what was `typed` was not done."""
    history = audit.history(session(), subject(bulletin))
    may, people = acts(bulletin), _survey(bulletin)
    asked = twin_of(bulletin) if may & {"submit", "approve"} else None
    whom = _reach(leaving_words(bulletin), people)
    all_of_it = _reach(as_read_on(today(), written_words(bulletin)), people)
    return render_template(
        "bulletins/show.html",
        refusal=refusal,
        typed=typed or {},
        may=may,
        can_sign={text.id for text in bulletin.texts if signs(bulletin, text)},
        proposals=proposals(bulletin, history),
        reach=whom,
        money=warnings(bulletin, whom) if "approve" in may else [],
        looks=looks_of(bulletin, all_of_it),
        sources=sources_of(bulletin),
        withdrawn=withdrawn(bulletin),
        forsaken=_forsaken(bulletin),
        record_doubts=record_doubts(bulletin),
        unprepared=_unprepared(bulletin),
        twin=asked.twin if asked else None,
        twin_words=refused(asked) if asked else "",
        may_test=may_open("bulletins.test") and may_test(bulletin),
        my_phone=current_officer().phone_sealed is not None,
        questions=questions_about(bulletin),
        incidents=open_incidents(bulletin) if "approve" in may else [],
        ticked=request.form.getlist("peace"),
        sender=senders.name_for(session(), bulletin.kind.sender_use),
        quiet=waits_until(bulletin, services().now()),
        morning=leaves_at(bulletin, services().now()),
        history=history,
        people=_people(bulletin, history),
        sheets=_sheets(bulletin),
        **so_far(bulletin),
    )


def _sheets(bulletin: Bulletin) -> dict[str, list[tuple[str, str]]]:
    """The places and languages a sheet for a baraza may be printed for; {} where there is none."""
    if not (languages := printed_in(bulletin)):
        return {}
    wards = [(ward, services().places[ward].display_name) for ward in wards_of(bulletin)]
    every = [("", _("All languages"))] if len(languages) > 1 else []
    return {
        "area": [("", where(places_of(bulletin))), *wards],
        "only": every + [(language.value, language_name(language)) for language in languages],
    }


def proposals(bulletin: Bulletin, history: list[Audit]) -> dict[int, Audit]:
    """For each text the latest other words a speaker proposed for exactly what stands there now."""
    about = {text.fingerprint(): text.id for text in bulletin.texts}
    proposed = [entry for entry in history if entry.what == PROPOSED and entry.detail["about"] in about]
    return {about[entry.detail["about"]]: entry for entry in proposed}


def planned(bulletin: Bulletin) -> Reach:
    """Whom it would reach if it left now, with the texts that are signed now."""
    return _reach(leaving_words(bulletin), _survey(bulletin))


def _forsaken(bulletin: Bulletin) -> str:
    """Why one that a series made will be cancelled when its hour comes."""
    waits = bulletin.series_id is not None and bulletin.state is State.APPROVED
    return _(why) if waits and (why := series_runs.why_not(session(), bulletin, services().now())) else ""


def _unprepared(bulletin: Bulletin) -> list[Form]:
    """What a warning should have signed in Swahili before it leaves, so that taking it back needs no wait."""
    if bulletin.kind is not Kind.DROUGHT or bulletin.follow in ENDS:
        return []
    texts = {form: bulletin.text(FLOOR, form) for form in PREPARED}
    return [form for form, text in texts.items() if text is None or not text.signed]


def _reach(texts: Mapping[Key, Words], people: Survey) -> Reach:
    return reach(texts, people, services().settings.sms_price)


def _survey(bulletin: Bulletin) -> Survey:
    sender = senders.name_for(session(), bulletin.kind.sender_use)
    return audiences.survey(session(), bulletin.audience, services().places, services().now(), sender)


def _people(bulletin: Bulletin, history: list[Audit]) -> dict[int | None, str]:
    """The names of everybody who had a hand in it."""
    ids = {entry.officer_id for entry in history} | {bulletin.author_id}
    ids |= {officer for text in bulletin.texts for officer in (text.writer_id, text.signer_id)}
    found = session().scalars(select(Officer).where(Officer.id.in_(ids - {None})))
    return {officer.id: officer.name for officer in found}
