"""What waits for the officer who looks, from every noun."""

from collections.abc import Callable
from typing import Any

from flask import url_for

from bot.console import (
    bulletins,
    library,
    productions,
    radio_pieces,
    reveals,
    script_rights,
    second_factor_resets,
    series,
)
from bot.console.access import counties, current_officer, today
from bot.console.bulletin_rights import READERS, languages_signed_by
from bot.console.bulletins import Task
from bot.console.script_words import script_name
from bot.console.wording_lists import unsigned
from bot.console.words import _, count, language_name
from bot.services import services, session
from domain import inbox, referrals, replies, restricted_reports, script_bulletins, scripts, tallies
from domain.officers import Role
from domain.programmes import monday_of
from domain.reveals import DECIDERS
from domain.script_versions import State
from domain.scripts import Script
from domain.second_factor_resets import BESIDE_ADMINS


def tasks() -> list[Task]:
    """Everything that waits for the officer of this request, the most urgent first."""
    held = current_officer().roles(today())
    return [task for roles, find in SOURCES if held & set(roles) for task in find()]


def reports() -> list[Task]:
    """Reports nobody has taken up, those that are late, and those this officer takes care of."""
    found = tallies.tally(session(), counties(Role.PEACE), current_officer(), services().now())
    waiting: tuple[tuple[str, int, dict[str, Any]], ...] = (
        (_("Reports wait to be taken up"), found.waiting, {"only": "waiting"}),
        (_("Reports are late"), found.late, {"only": "late"}),
        (_("Reports are assigned to you"), found.mine, {"only": "mine"}),
    )
    return [
        Task(words, count(number), url_for("incidents.index", **which)) for words, number, which in waiting if number
    ]


def answered_late() -> list[Task]:
    """Closed reports that a responder said more of since."""
    found = referrals.after_closing(session(), counties(Role.PEACE), services().now())
    words = _("A responder answered after the report was closed")
    return [Task(words, one.code_word, url_for("incidents.show", incident_id=one.id)) for one in found]


def numbers() -> list[Task]:
    """Requests to see a source's number that this officer decides."""
    waiting = len(reveals.waiting())
    return [Task(_("Requests to see a number wait"), count(waiting), url_for("reveals.index"))] if waiting else []


def lost_factors() -> list[Task]:
    """Requests to reset a lost second factor that this officer decides."""
    waiting = second_factor_resets.waiting_for_me()
    address = url_for("second_factor_resets.index")
    return [Task(_("Requests to reset a second factor wait"), count(waiting), address)] if waiting else []


def restricted() -> list[Task]:
    """Restricted reports that nobody has seen to: for the protection focal point alone."""
    waiting = restricted_reports.waiting(session(), counties(Role.PROTECTION))
    address = url_for("protection.index")
    return [Task(_("Restricted reports wait"), count(waiting), address)] if waiting else []


def questions() -> list[Task]:
    """What people wrote that nobody has answered."""
    waiting = replies.waiting(session(), counties(Role.OFFICER))
    return [Task(_("Messages wait for an answer"), count(waiting), url_for("inbox.index"))] if waiting else []


def drafts() -> list[Task]:
    """Scripts of this week or the next that this officer may sign or approve, or that need another version."""
    found = scripts.newest(session(), counties(*scripts.READ_BY), since=monday_of(today()))
    return [
        Task(words, script_name(script), url_for("scripts.show", script_id=script.id))
        for script in found
        for words in _wanted_of(script)
    ]


def _wanted_of(script: Script) -> list[str]:
    found = script_bulletins.doubts(session(), script.newest, services().now())
    may = script_rights.acts(script, found)
    withdrawn = script.newest.state is State.WITHDRAWN
    waiting = (
        ("sign" in may, _("Read the radio script through and sign it")),
        ("approve" in may, _("A radio script waits for approval")),
        ("correct" in may and withdrawn, _("A radio script was withdrawn and needs a new version")),
        (
            "correct" in may and found.to_take_out and not withdrawn,
            _("Something in a radio script may not be read any more: take it out"),
        ),
    )
    return [words for waits, words in waiting if waits]


def ready() -> list[Task]:
    """Scripts of this week or the next that a producer may take to air and has not taken, or must not read."""
    return [
        Task(words, script_name(production.script), url_for("productions.index"))
        for production in sorted(productions.mine(), key=lambda production: not production.took_withdrawn)
        for waits, words in (
            (production.took_withdrawn, _("Do not read the radio script you took: it is withdrawn")),
            (production.newer, _("A newer version of the radio script is ready")),
            (production.waits, _("The radio script is ready")),
        )
        if waits
    ]


def unread() -> list[Task]:
    """Callbacks of a provider that the service could not read."""
    flagged = inbox.flagged(session())
    words = _("Callbacks of a provider could not be read: an update of Mbiu may be needed")
    return [Task(words, count(flagged), url_for("callbacks.index"))] if flagged else []


def sentences() -> list[Task]:
    """How many sentences of the telephone wait for a speaker of this officer's languages."""
    catalog = services().newest_words(session())
    waiting = {language: unsigned(catalog, language) for language in languages_signed_by(current_officer())}
    return [
        Task(
            _("Sentences of the telephone wait for a speaker"),
            f"{language_name(language)}: {count(number)}",
            url_for("wordings.listing", language=language),
        )
        for language, number in waiting.items()
        if number
    ]


SOURCES: tuple[tuple[tuple[Role, ...], Callable[[], list[Task]]], ...] = (
    ((Role.PEACE,), reports),
    ((Role.PEACE,), answered_late),
    ((Role.PROTECTION,), restricted),
    (DECIDERS, numbers),
    ((Role.ADMIN, *BESIDE_ADMINS), lost_factors),
    (READERS, bulletins.waiting),
    ((Role.REVIEWER,), library.to_sign),
    ((Role.APPROVER,), library.to_approve),
    (READERS, series.waiting),
    ((Role.OFFICER,), questions),
    (scripts.READ_BY, drafts),
    ((Role.REVIEWER,), sentences),
    ((Role.OFFICER,), radio_pieces.to_write),
    ((Role.PRODUCER,), ready),
    ((Role.OFFICER, Role.APPROVER), library.to_read_again),
    ((Role.ADMIN,), unread),
)
