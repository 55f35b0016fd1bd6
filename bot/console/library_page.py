"""The page of one text of the library, with all its versions."""

from collections.abc import Mapping

from flask import render_template, request
from sqlalchemy import select

from bot.console.access import today
from bot.console.library_rights import acts, counties_written, seen, signs, subject
from bot.console.library_words import COUNTED, Example, Look
from bot.console.peace_checks import questions
from bot.console.proposals import PROPOSED
from bot.console.words import N_, area_name
from bot.services import session
from domain import audit
from domain.audit import Audit
from domain.bulletins import Kind
from domain.library import LibraryEntry, LibraryVersion
from domain.library_shelves import standings
from domain.officers import Officer
from domain.peace_checks import OF_TEXT

CAME = N_("came with the service")


def page(entry: LibraryEntry, refusal: str = "", typed: Mapping[str, str] | None = None) -> str:
    """The entry for this officer; `refusal` says why what was `typed` was not done."""
    history = audit.history(session(), subject(entry))
    version = _shown(entry)
    return render_template(
        "library/show.html",
        entry=entry,
        version=version,
        standings=standings(entry, today()),
        due=version.due(today()),
        refusal=refusal,
        typed=typed or {},
        may=acts(entry),
        can_sign={text.id for text in version.texts if signs(entry, version, text)},
        looks=_looks(version),
        proposals=_proposals(entry, history),
        seen=seen(entry),
        questions=questions(OF_TEXT) if entry.kind is Kind.PEACE else [],
        ticked=request.form.getlist("peace"),
        counties=[(county, area_name(county)) for county in counties_written()],
        history=history,
        people=_people(entry, history),
    )


def _shown(entry: LibraryEntry) -> LibraryVersion:
    """The version asked for, else the newest."""
    number = request.args.get("version", type=int)
    return next((version for version in entry.versions if version.number == number), entry.newest)


def _looks(version: LibraryVersion) -> dict[int, Look | None]:
    """Each text as it might leave; only what leaves by SMS is counted."""
    entry = version.entry
    example = Example(entry.kind, entry.phase, entry.county)
    return {
        text.id: example.of(text.outgoing, text.language, plain=text.send_plain)
        for text in version.texts
        if text.form in COUNTED
    }


def _proposals(entry: LibraryEntry, history: list[Audit]) -> dict[int, Audit]:
    """For each text the latest other words a speaker proposed for exactly what stands there now."""
    about = {(text.language, text.form, text.fingerprint()): text.id for text in entry.newest.texts}
    keys = {(line.detail["language"], line.detail["form"], line.detail["about"]): line for line in history
            if line.what == PROPOSED}  # fmt: skip
    return {about[key]: line for key, line in keys.items() if key in about}


def _people(entry: LibraryEntry, history: list[Audit]) -> dict[int | None, str]:
    """The names of everybody who had a hand in it."""
    ids = {line.officer_id for line in history} | {entry.withdrawn_by}
    for version in entry.versions:
        ids |= {version.author_id, version.approver_id}
        ids |= {officer for text in version.texts for officer in (text.writer_id, text.signer_id)}
    found = session().scalars(select(Officer).where(Officer.id.in_(ids - {None})))
    return {officer.id: officer.name for officer in found}
