"""Library versions and series with good defaults, for the tests of standing orders. Everybody here is invented."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from domain import senders, series_texts
from domain.bulletins import Kind
from domain.languages import Language
from domain.library import LibraryEntry, LibraryVersion, PeaceTopic
from domain.library_texts import LibraryText
from domain.officers import Grant, Officer, Role
from domain.series import Series
from tests.make import make_officer

WATER = "Kitui {date}: Maji ni ya wote. Tupeane zamu kisimani kwa amani. Uliza: SMS {code}."
PASTURE = "Kitui {date}: Malisho yatoshe wote. Tuelewane kabla ya kuhamisha mifugo. Uliza: SMS {code}."
_turns = itertools.count(1)


def make_version(
    session: Session,
    now: datetime,
    swahili: str = WATER,
    *,
    title: str = "Maji ni ya wote",
    texts: Mapping[Language, str] | None = None,
    unsigned: Mapping[Language, str] | None = None,
    signer: Officer | None = None,
    **entry: Any,
) -> LibraryVersion:
    """An approved peace text in Swahili, signed; `texts` adds others, signed by the same, `unsigned` drafts."""
    signer = signer or make_officer(
        session, f"speaker{next(_turns)}", *(Grant(role=Role.REVIEWER, language=language) for language in Language)
    )
    kind = entry.pop("kind", Kind.PEACE)
    version = LibraryVersion(number=1, source="DDP", verified=True, created_at=now, approved_at=now, approved_hash="ok")
    for language, body in ({Language.SWAHILI: swahili} | dict(texts or {})).items():
        text = LibraryText(language=language, body=body, plain=body, writer_id=None)
        text.sign(signer, now, now.date())
        version.texts.append(text)
    for language, body in dict(unsigned or {}).items():
        version.texts.append(LibraryText(language=language, body=body, plain=body, writer_id=None))
    topic = PeaceTopic.WATER_POINTS if kind is Kind.PEACE else None
    version.entry = LibraryEntry(title=title, kind=kind, topic=topic, **entry)
    version.approved_hash = version.fingerprint()
    session.add(version)
    session.flush()
    return version


def make_series(
    session: Session, now: datetime, *, author: Officer, versions: Sequence[LibraryVersion] = (), **changes: Any
) -> Series:
    """A draft: every Tuesday at 09:30 until Christmas, to Kitui East and Mwingi Central."""
    usual: dict[str, Any] = {
        "title": "Amani kisimani",
        "kind": Kind.PEACE,
        "areas": ["kitui.kitui-east", "kitui.mwingi-central"],
        "hour": time(9, 30),
        "starts_on": date(2026, 10, 1),
        "ends_on": date(2026, 12, 22),
        "weekdays": [1],
        "versions": [version.id for version in versions or [make_version(session, now)]],
        "author_id": author.id,
        "created_at": now,
    }
    series = Series(**usual | changes)
    session.add(series)
    session.flush()
    return series


def make_standing(session: Session, now: datetime, *, peace_sender_id: str | None = None, **changes: Any) -> Series:
    """An approved one, with the officers that took."""
    author = make_officer(session, f"author{next(_turns)}", Grant(role=Role.OFFICER))
    approver = make_officer(session, f"approver{next(_turns)}", Grant(role=Role.APPROVER))
    senders.register(session, sender_id="NDMA", short_code="20880", peace_sender_id=peace_sender_id)
    series = make_series(session, now, author=author, **changes)
    versions = series_texts.of(session, series.versions)
    series.submit(author, versions, now)
    series.approve(approver, versions, now, senders.of(session, series.kind.sender_use), senders.code(session))
    session.flush()
    return series
