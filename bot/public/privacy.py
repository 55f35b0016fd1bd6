"""The privacy notice: what is kept of people, for how long, who sees it, how to end it (LN 263/2021, reg. 4)."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from bot.console.kept_words import KINDS, how_long
from bot.public.pages import asked_language
from bot.services import services, session
from domain import confirmations, retention_periods
from domain.kept_kinds import DAY, Kept
from domain.notices import notices
from domain.readiness import Need
from domain.subscribers import NOTICE_VERSION

# What people may want to know of; the rest is of officers, or lives for hours.
TOLD = (
    Kept.REPLIES, Kept.OPEN_REPLIES, Kept.LEFT, Kept.DELIVERIES, Kept.REPORTERS, Kept.OPEN_REPORTERS,
    Kept.INCIDENT_WORDS, Kept.TEXT_WORDS, Kept.CALLBACKS, Kept.INVITATIONS, Kept.LISTS, Kept.AUDIT,
)  # fmt: skip


def privacy() -> ResponseReturnValue:
    """Show the notice."""
    settings = services().settings
    periods = retention_periods.periods(session(), timedelta(days=settings.reporter_days), services().now())
    return render_template(
        "public/privacy.html",
        settings=settings,
        registration=registration(),
        kept=[(KINDS[kind], how_long(periods[kind] / DAY)) for kind in TOLD],
        notice=notices()[NOTICE_VERSION],
        lang=asked_language(),
    )


def registration() -> str:
    """The number of registration: the setting, or what an administrator confirmed on the go-live page; else ""."""
    said = confirmations.histories(session()).get(Need.REGISTRATION, [])
    return services().settings.odpc_number or (said[0].value if said else "")
