"""What waits for the officer who looks, from every noun."""

from collections.abc import Callable
from datetime import datetime

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
from bot.console.production_page import Production
from bot.console.script_words import script_name
from bot.console.wording_lists import unsigned
from bot.console.words import _, count, language_name
from bot.services import services, session
from domain import (
    exchanges,
    inbox,
    referrals,
    restricted_reports,
    script_bulletins,
    scripts,
    tallies,
)
from domain.exchanges import Wanted
from domain.officers import Role
from domain.programmes import monday_of
from domain.reveals import DECIDERS
from domain.script_versions import State
from domain.scripts import Script
from domain.second_factor_resets import BESIDE_ADMINS


def reports() -> list[Task]:
    """Reports that are late, those nobody has taken up, and those this officer takes care of."""
    found = tallies.tally(session(), counties(Role.PEACE), current_officer(), services().now())
    waiting: tuple[tuple[str, int, str, datetime | None], ...] = (
        (_("Reports are late"), found.late, "late", found.late_since),
        (_("Reports wait to be taken up"), found.waiting, "waiting", found.waiting_since),
        (_("Reports are assigned to you"), found.mine, "mine", None),
    )
    return [
        Task(words, count(number), url_for("incidents.index", only=which), since, True)
        for words, number, which, since in waiting
        if number
    ]


def answered_late() -> list[Task]:
    """Closed reports that a responder said more of since."""
    found = referrals.after_closing(session(), counties(Role.PEACE), services().now())
    words = _("A responder answered after the report was closed")
    return [Task(words, one.code_word, url_for("incidents.show", incident_id=one.id)) for one in found]


def numbers() -> list[Task]:
    """Requests to see a source's number that this officer decides."""
    asked = [reveal.asked_at for reveal, *_rest in reveals.waiting()]
    words, oldest = _("Requests to see a number wait"), min(asked, default=None)
    return [Task(words, count(len(asked)), url_for("reveals.index"), oldest, True)] if asked else []


def lost_factors() -> list[Task]:
    """Requests to reset a lost second factor that this officer decides."""
    asked = second_factor_resets.waiting_for_me()
    words, address = _("Requests to reset a second factor wait"), url_for("second_factor_resets.index")
    return [Task(words, count(len(asked)), address, min(asked), True)] if asked else []


def restricted() -> list[Task]:
    """Restricted reports that nobody has seen to: for the protection focal point alone."""
    waiting = restricted_reports.waiting(session(), counties(Role.PROTECTION))
    oldest = restricted_reports.waits_since(session(), counties(Role.PROTECTION))
    address, words = url_for("protection.index"), _("Restricted reports wait")
    return [Task(words, count(waiting), address, oldest, True)] if waiting else []


def questions() -> list[Task]:
    """How many people wait for an answer, however many messages each wrote."""
    wanted = Wanted(counties(Role.OFFICER))
    waiting, oldest = exchanges.waiting(session(), wanted), exchanges.waits_since(session(), wanted)
    words, address = _("People wait for an answer"), url_for("inbox.index")
    return [Task(words, count(waiting), address, oldest, True)] if waiting else []


def drafts() -> list[Task]:
    """Scripts of this week or the next that this officer may sign or approve, or that need another version."""
    found = scripts.newest(session(), counties(*scripts.READ_BY), since=monday_of(today()))
    return [
        Task(words, script_name(script), url_for("scripts.show", script_id=script.id), script.newest.made_at)
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
        Task(words, script_name(production.script), url_for("productions.index"), _ready_since(production))
        for production in sorted(productions.mine(), key=lambda production: not production.took_withdrawn)
        for waits, words in (
            (production.took_withdrawn, _("Do not read the radio script you took: it is withdrawn")),
            (production.newer, _("A newer version of the radio script is ready")),
            (production.waits, _("The radio script is ready")),
        )
        if waits
    ]


def _ready_since(production: Production) -> datetime | None:
    offer = production.offer
    return offer.since if production.took_withdrawn else offer.version.approved_at if offer.version else None


def unread() -> list[Task]:
    """Callbacks of a provider that the service could not read."""
    flagged = inbox.flagged(session())
    words = _("Callbacks of a provider could not be read: an update of Mbiu may be needed")
    address, oldest = url_for("callbacks.index"), inbox.flagged_since(session())
    return [Task(words, count(flagged), address, oldest, True)] if flagged else []


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
