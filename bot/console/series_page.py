"""The page of one series."""

from collections.abc import Mapping

from flask import render_template
from sqlalchemy import select

from bot.console.series_reach import reach
from bot.console.series_rights import acts, subject, versions
from bot.console.series_words import in_words, whom
from bot.services import services, session
from domain import audit, senders, series_runs, series_texts
from domain.officers import Officer
from domain.series import Series

SHOWN = 5  # dates to come


def page(series: Series, refusal: str = "", typed: Mapping[str, str] | None = None) -> str:
    """The series for this officer; `refusal` says why what was `typed` was not done."""
    turns = versions(series)
    history, runs = audit.history(session(), subject(series)), series_runs.of(session(), series.id)
    taken = series_texts.of(session(), [run.version_id for run in runs if run.version_id])
    return render_template(
        "series/show.html",
        series=series,
        refusal=refusal,
        typed=typed or {},
        rule=in_words(series.rule),
        whom=whom(series),
        reach=reach(series, turns),
        shown=SHOWN,
        may=acts(series, turns),
        seen=series.seen(turns),
        sender=senders.name_for(session(), series.kind.sender_use),
        runs=runs,
        emergency=series_runs.emergency(session(), series, services().now()),
        titles={version.id: version.entry.title for version in taken},
        history=history,
        people=_people(series, {entry.officer_id for entry in history}),
    )


def _people(series: Series, others: set[int | None]) -> dict[int | None, str]:
    """The names of everybody who had a hand in it or in its texts."""
    ids = others | {series.author_id, series.submitter_id, series.approver_id}
    ids |= {text.signer_id for version in versions(series) for text in version.texts}
    found = session().scalars(select(Officer).where(Officer.id.in_(ids - {None})))
    return {officer.id: officer.name for officer in found}
