"""One of every main noun in one county, each marked by a word of its own, for the tests of who sees which county."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import replies, restricted_reports, reveals, roster_changes, script_links, subscribers, thresholds
from domain.areas import Gazetteer
from domain.enrolment_lists import EnrolmentList
from domain.hours import local
from domain.indicators import DroughtRecord
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Grant, Role
from domain.phases import Phase, Trend
from domain.referrals import Need
from domain.referrals import new as new_referral
from domain.restricted_reports import RestrictedKind
from domain.roster_changes import Hours
from domain.saved_replies import SavedReply
from domain.segments import Part
from domain.sightings import Sighting
from domain.subscriber_imports import Evidence, SubscriberImport
from domain.vault import Vault
from tests.make import (
    make_bulletin,
    make_incident,
    make_officer,
    make_piece,
    make_responder,
    make_script_for_stations,
    make_station,
    make_subscriber,
    next_phone,
)
from tests.series import make_series, make_version

DAY = timedelta(days=1)


def one_of_each(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, ward: str, mark: str
) -> Mapping[str, object]:
    """What to put into an address for each of its parts, by its name, or by blueprint and name where that tells more.

    All were made by an officer of that county; `mark` stands in every word that anybody wrote.
    """
    county, on = ward.partition(".")[0], local(now).date()
    grants = [
        Grant(role=role, county=county) for role in Role if role not in (Role.ADMIN, Role.PRODUCER, Role.REVIEWER)
    ]
    local_officer = make_officer(session, f"of-{county}", *grants, phone=next_phone().e164, vault=vault, name=mark)
    someone = make_subscriber(session, vault, places, now, wards=[ward])
    bulletin = make_bulletin(
        session, now, author=local_officer, title=mark, texts={Language.SWAHILI: mark}, areas=[county]
    )
    waiting = make_bulletin(session, now, author=local_officer, title=mark, areas=[county])
    waiting.state = State.SUBMITTED
    version = make_version(session, now, mark, title=mark, county=county, unsigned={Language.KAMBA: mark})
    series = make_series(session, now, author=local_officer, title=mark, areas=[county], versions=[version])
    piece = make_piece(session, now, county, Part.MARKET, mark, writer=local_officer)
    station = make_station(session, mark, counties=[county], languages=["kam", "sw"])
    script = make_script_for_stations(session, now, county=county)
    link = script_links.make(session, script, station, local_officer, 3, now)
    incident = make_incident(session, now, ward=ward, vault=vault, words=mark, place=mark)
    sighting = session.scalars(select(Sighting).where(Sighting.incident_id == incident.id)).one()
    reveal = reveals.ask(session, vault, sighting, local_officer, mark, now)
    responder = make_responder(session, vault, mark, county=county)
    case = new_referral(
        session, vault, incident, local_officer.id, Need.CHECK, {Language.SWAHILI: mark}, responder.id, [], now
    )
    week = Hours(officer_id=local_officer.id, begins=time(8), ends=time(17), starts_on=on)
    shift = roster_changes.add(session, county, week, now)
    rule = thresholds.set_threshold(session, local_officer, places, area=county, kind=None, number=5, days=30, now=now)
    reply = replies.keep(
        session, vault, next_phone(), mark, subscriber=someone, language=Language.SWAHILI, county=county,
        bulletin_id=bulletin.id, now=now,
    )  # fmt: skip
    told = restricted_reports.keep(session, RestrictedKind.CHILD, ward, on, subscribers.Channel.USSD)
    record = DroughtRecord(
        county=county, month=date(2026, 10, 1), source=mark, published_on=date(2026, 11, 5), entered_at=now,
        entered_by=local_officer.id, phase=Phase.ALERT, trend=Trend.STABLE, remarks=mark,
    )  # fmt: skip
    brought = SubscriberImport(
        officer_id=local_officer.id, looked_at=now, county=county, file_name=mark, file_hash=b"1", agreed_on=on,
        evidence=Evidence.SIGNED_LIST, kept_by=mark, rows_sealed=None, people=5,
        left_out={"faults": 0, "twice": 0},
    )  # fmt: skip
    listed = EnrolmentList(
        officer_id=local_officer.id, made_at=now, ward=ward, place=mark, held_on=on, language=Language.SWAHILI
    )
    saved = SavedReply(title=mark, words={"sw": mark}, county=county, officer_id=local_officer.id, changed_at=now)
    session.add_all([record, brought, listed, saved])
    session.flush()
    return {
        "bulletin_id": bulletin.id, "bulletins.text_id": bulletin.texts[0].id, "series_id": series.id,
        "entry_id": version.entry_id, "library.text_id": version.texts[-1].id, "piece_id": piece.id,
        "script_id": script.id, "link_id": link.id, "station_id": station.id, "incident_id": incident.id,
        "sighting_id": sighting.id, "reveal_id": reveal.id, "responder_id": responder.id, "case_id": case.id,
        "shift_id": shift.id, "threshold_id": rule.id, "reply_id": reply.id, "report_id": told.id, "county": county,
        "ward": ward, "officer_id": local_officer.id, "grant_id": local_officer.grants[0].id, "month": "2026-10",
        "period": "month", "first": "2026-10-01", "subscriber_imports.list_id": brought.id, "list_id": listed.id,
        "saved_id": saved.id, "subscriber_id": someone.id, "area": ward, "record_id": record.id,
        "version_id": version.id, "submitted_id": waiting.id,
    }  # fmt: skip
