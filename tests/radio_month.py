"""A month of everything a week's scripts are made of, in three counties: whoever drafts from it gets every part.

Everybody and every figure here is invented. The Kamba and Taita words are of `language/glossary.csv`, signed by the
invented speakers of these tests: they show where a mother tongue stands, and are nobody's text.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from domain import replies, senders
from domain.airings import Airing
from domain.bulletins import Bulletin, Kind
from domain.indicators import DroughtRecord, Figure, Indicator
from domain.languages import Language
from domain.library import LibraryVersion
from domain.officers import Grant, Officer, Role
from domain.phases import Phase, Trend
from domain.programmes import LISTENS_TO, monday_of
from domain.replies import Topic
from domain.scripts import Script
from domain.segments import Part, Segment, Speech
from domain.stations import Station
from tests.make import ANY_VAULT, make_approved, make_officer, make_piece, next_phone
from tests.series import make_version

SW, KAM, DAV = Language.SWAHILI, Language.KAMBA, Language.TAITA
THURSDAY = timedelta(days=2, minutes=-210)  # from the tests' Tuesday 09:30 to Thursday 06:00

# By county: its own phase and trend, then those of some of its zones.
DECLARED: dict[str, dict[str | None, tuple[Phase, Trend]]] = {
    "kitui": {
        None: (Phase.ALARM, Trend.WORSENING),
        "kitui.marginal-mixed-farming": (Phase.EMERGENCY, Trend.WORSENING),
        "kitui.mixed-farming": (Phase.NORMAL, Trend.STABLE),
    },
    "makueni": {
        None: (Phase.ALARM, Trend.WORSENING),
        "makueni.mixed-farming-coffee": (Phase.ALERT, Trend.STABLE),
    },
    "taita-taveta": {
        None: (Phase.NORMAL, Trend.IMPROVING),
        "taita-taveta.irrigated": (Phase.NORMAL, Trend.STABLE),
    },
}
# Value and the normal range printed beside it: low, high.
MEASURED = {
    Indicator.RAIN: ("62", "62", "80", "120"),
    Indicator.WATER_DISTANCE: ("7.5", "7.5", None, "6.1"),
    Indicator.WATER_COST: ("5", "10", None, "5"),
    Indicator.TERMS_OF_TRADE: ("89", "89", "105", None),
    Indicator.VCI: ("31.5", "31.5", "35", "50"),
}
WRITTEN = {
    Part.SEASON: "Mvua ya vuli ilichelewa. Utabiri wa mwezi ujao utasomwa hapa wiki ijayo.",
    Part.MARKET: "Soko la mifugo la Jumanne lilikuwa na wanunuzi wengi.",
    Part.GOOD_NEWS: "Kamati ya kijiji ilikarabati kisima, na maji yanatoka tena.",
    Part.ANSWER: "Chanjo ya mifugo hutolewa na kaunti. Uliza afisa wa mifugo wa wadi yako.",
}
QUESTION = "Tutapata wapi chanjo ya mifugo?"


@dataclass(frozen=True, slots=True)
class Month:
    """What was put into the database."""

    droughts: list[Bulletin]
    notice: Bulletin
    peace: LibraryVersion
    writer: Officer
    station: Station


def seed_month(session: Session, now: datetime) -> Month:
    """Everything, as it stands on this Tuesday morning; scripts of the week after can be drafted from then on."""
    senders.register(session, sender_id="NDMA", short_code="20880")
    writer = make_officer(session, "mwandishi", Grant(role=Role.OFFICER), name="Zawadi Mwandishi")
    station = Station(name="Redio ya Mfano", counties=list(LISTENS_TO), languages=[*Language])
    session.add(station)
    session.flush()
    for county in LISTENS_TO:
        _records(session, writer, county, now)
        _pieces(session, writer, county, now)
        _heard(session, station, county, now)
    droughts, notice = _bulletins(session, now)
    peace = make_version(
        session, now - timedelta(days=20), "Mbiu {date}: Maji ni ya wote. Pangeni zamu kisimani. Uliza: {code}."
    )
    session.flush()
    return Month(droughts, notice, peace, writer, station)


def _bulletins(session: Session, now: datetime) -> tuple[list[Bulletin], Bulletin]:
    """Kitui's in the radio form, in Kamba too; Makueni's as an SMS; for all of Taita Taveta a notice alone."""
    until = {"expires_at": now + timedelta(days=21)}
    droughts = [
        make_approved(
            session,
            now,
            areas=["kitui"],
            texts={SW: "NDMA 24/11/2026: Ukame, hali ya hatari. Hifadhi maji.", KAM: "NDMA 24/11/2026: Kĩw'ũ, mbua."},
            radio={
                SW: "Ndugu wasikilizaji, NDMA inatangaza hali ya hatari ya ukame, tarehe 24/11/2026. Hifadhi maji. "
                "Uza mifugo michache mapema, ingali na afya.",
                KAM: "NDMA, 24/11/2026: Kĩw'ũ, mbua, mbũi, mbemba, mboso. Mbua. Kĩw'ũ. Ũmũnthĩ.",
            },
            **until,
        ),
        make_approved(session, now, areas=["makueni"], title="Ukame Makueni", **until),
    ]
    notice = make_approved(
        session,
        now,
        kind=Kind.NOTICE,
        areas=["taita-taveta"],
        title="Mkutano",
        texts={SW: "NDMA 24/11/2026: Mkutano wa maji Voi, tarehe 02/12/2026.", DAV: "NDMA 24/11/2026: Machi, vua."},
        **until,
    )
    return droughts, notice


def _records(session: Session, officer: Officer, county: str, now: datetime) -> None:
    for zone, (phase, trend) in DECLARED[county].items():
        record = DroughtRecord(
            county=county, zone=zone, month=date(2026, 10, 1), phase=phase, trend=trend, entered_by=officer.id,
            entered_at=now, source=f"NDMA, taarifa ya {county}, 10/2026", published_on=date(2026, 11, 12),
        )  # fmt: skip
        record.figures = [_figure(indicator) for indicator in MEASURED] if zone is None else []
        session.add(record)


def _figure(indicator: Indicator) -> Figure:
    low, high, normal_low, normal_high = (number and Decimal(number) for number in MEASURED[indicator])
    return Figure(indicator=indicator, low=low, high=high, normal_low=normal_low, normal_high=normal_high)


def _pieces(session: Session, writer: Officer, county: str, now: datetime) -> None:
    for part, words in WRITTEN.items():
        asked = 7 if part is Part.ANSWER else 0
        question = QUESTION if part is Part.ANSWER else ""
        make_piece(session, now, county, part, words, writer=writer, asked=asked, question=question)


def _heard(session: Session, station: Station, county: str, now: datetime) -> None:
    """Last week's script on air, with the calls that came, and what people wrote."""
    week = monday_of(now.date()) - timedelta(weeks=1)
    script = Script(week=week, county=county, language=SW)
    script.draft([Segment(Part.OWN, (Speech(words="Hii ni Mbiu."),))], [], [], now - timedelta(days=12))
    session.add(script)
    session.flush()
    aired = Airing(
        script_id=script.id, version=1, station_id=station.id, aired_at=now - timedelta(days=4), minutes=29,
        noted_at=now - timedelta(days=4), calls=12,
    )  # fmt: skip
    session.add(aired)
    for topic, count in ((Topic.QUESTION, 5), (Topic.REPLY, 4), (Topic.FEEDBACK, 2)):
        for _ in range(count):
            replies.keep(
                session, ANY_VAULT, next_phone(), "MANENO YA MTU", subscriber=None, language=SW, county=county,
                bulletin_id=None, now=now - timedelta(days=3), topic=topic,
            )  # fmt: skip
