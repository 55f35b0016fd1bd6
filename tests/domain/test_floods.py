"""A flood is kept, counted and seen; it silences nobody else and pushes nothing real out of sight."""

from datetime import datetime, timedelta
from itertools import cycle, islice

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit, floods, incidents, intake, timeline
from domain.areas import Gazetteer
from domain.areas import Level as AreaLevel
from domain.completions import Completion
from domain.floods import COPIES, COPIES_OF_FEW, MOST_OF_A_PHONE, MOST_OF_A_WARD, Crowd, crowd_of
from domain.incidents import Incident
from domain.intake import Filed, Report
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.sealed_columns import TEXT_BODY
from domain.sightings import Hurt, Sighting, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText
from domain.triage import Level
from domain.vault import Vault
from messages import filing
from messages.crowds import WORDS, body
from messages.segments import Encoding, segment
from tests.make import ENDAU, SAGALLA, make_incident, make_officer, next_phone

FIRST_PAGE, FLOOD = 50, 500
TEXT = "Wafugaji wameingia shambani kwetu na kuharibu mahindi yote"
SHORT = "Watu wameuawa sokoni leo"
THEFT, ATTACK = Kind.LIVESTOCK_THEFT, Kind.VIOLENCE_INJURY


@pytest.fixture(autouse=True)
def wanza(session: Session, vault: Vault) -> Officer:
    return make_officer(session, "wanza", Grant(role=Role.PEACE), phone="+254711990001", vault=vault, on_duty=True)


class Door:
    """Where reports are filed, and what officers are texted of them."""

    def __init__(self, session: Session, vault: Vault, places: Gazetteer, now: datetime) -> None:
        self.session, self.vault, self.places, self.now = session, vault, places, now
        self.wards = [area.slug for area in places.areas.values() if area.level is AreaLevel.WARD]

    def file(self, phone: Phone | None = None, ward: str | None = ENDAU, kind: Kind = THEFT, words: str = "",
             **more: object) -> Filed:  # fmt: skip
        report = Report(kind, ward, When.TODAY, words, Language.SWAHILI, **more)  # type: ignore[arg-type]
        return filing.file(self.session, self.vault, phone or next_phone(), report, channel=Channel.USSD,
                           places=self.places, now=self.now)  # fmt: skip

    def alerts(self) -> list[str]:
        rows = self.session.scalars(select(SingleText).where(SingleText.reason == Reason.ALERT).order_by(SingleText.id))
        return [TEXT_BODY.read(self.vault, row) for row in rows]

    def first_page(self, later: timedelta = timedelta()) -> list[Incident]:
        return incidents.queue(self.session, None, now=self.now + later, most=FIRST_PAGE)

    def marked(self) -> int:
        return incidents.count(self.session, None, Incident.mass)


@pytest.fixture
def door(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> Door:
    return Door(session, vault, places, now)


def test_five_hundred_reports_of_one_phone_bury_nothing(door: Door) -> None:
    phone, kinds = next_phone(), [THEFT, Kind.LAND_BOUNDARY, Kind.WILDLIFE, Kind.POLITICAL, Kind.OTHER]
    flood = zip(islice(cycle(door.wards), FLOOD), islice(cycle(kinds), FLOOD), strict=True)
    for at, (ward, kind) in enumerate(flood):
        door.file(phone, ward, kind)
        if at == FLOOD // 2:
            before = len(door.alerts())
            real = door.file(ward=SAGALLA, kind=ATTACK).incident

    assert before == MOST_OF_A_PHONE
    assert real.code_word in door.alerts()[-1]
    assert len(door.alerts()) == MOST_OF_A_PHONE + 1
    assert door.first_page()[0] is real
    assert door.marked() == incidents.count(door.session, None) - MOST_OF_A_PHONE - 1
    # A day later all the flood is late, and what else was told is still in sight.
    others = [door.file(words="Ng'ombe").incident for _ in range(3)]
    assert {real, *others} <= set(door.first_page(timedelta(days=1))[: MOST_OF_A_PHONE + 4])


def test_one_phone_that_says_one_thing_a_hundred_times_is_one_source_of_one_report(door: Door) -> None:
    phone = next_phone()
    for _ in range(100):
        incident = door.file(phone, words=TEXT).incident

    assert door.first_page() == [incident]
    assert (incident.sources, incident.mass, len(door.alerts())) == (1, False, 1)


def test_one_text_of_five_hundred_phones_buries_nothing(door: Door) -> None:
    for at in range(FLOOD):
        door.file(words=TEXT if at % 2 else f"  {TEXT.upper()}. ")
        if at == FLOOD // 2:
            real = door.file(ward=SAGALLA, kind=ATTACK).incident

    assert door.marked() == FLOOD - (COPIES - 1)
    assert len(door.alerts()) == COPIES - 1 + 1, "those before it was known, and the real one"
    assert door.first_page()[0] is real
    assert incidents.count(door.session, None) == FLOOD + 1
    assert real in door.first_page(timedelta(days=1))[:COPIES]


@pytest.mark.parametrize(
    ("texts", "marked"),
    [
        ([TEXT] * 4, 0),
        ([TEXT] * 6, 2),
        ([TEXT] * 4 + ["Wafugaji wako shambani kwetu"], 0),
        ([SHORT] * (COPIES_OF_FEW - 1), 0),
        ([SHORT] * (COPIES_OF_FEW + 1), 2),
        (["Wizi Mutha"] * 9, 0),  # so short that honest people write alike
        ([""] * 9, 0),
    ],
)
def test_the_same_words_of_five_are_marked_from_the_fifth_on(door: Door, texts: list[str], marked: int) -> None:
    for words in texts:
        door.file(words=words)

    assert door.marked() == marked


def test_the_same_words_are_known_again_for_two_days(door: Door, now: datetime) -> None:
    for hours in (49, 47, 20, 1):
        door.now = now - timedelta(hours=hours)
        door.file(words=TEXT)
    door.now = now
    door.file(words=TEXT)
    assert door.marked() == 0

    door.file(words=TEXT)
    assert door.marked() == 1


def test_copies_silence_no_killing_that_officers_were_called_to_or_have_not_heard_of_there(door: Door) -> None:
    begun = door.file(kind=ATTACK)
    for _ in range(COPIES - 1):
        door.file(kind=ATTACK, words=TEXT)
    door.file(kind=ATTACK, words=TEXT, continues=begun.sighting.id)
    door.file(kind=ATTACK, ward=SAGALLA, words=TEXT)
    assert door.marked() == 0

    door.file(kind=ATTACK, words=TEXT)
    assert door.marked() == 1


def test_words_told_afterwards_count_and_a_report_with_other_sources_is_not_marked_for_one_copy(
    door: Door, session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    real = door.file(words="Nimeona mwenyewe kisimani").incident
    begun = [door.file(next_phone()) for _ in range(COPIES)]
    filing.join(session, vault, real, begun[0].incident, wanza, "", places=door.places, now=now)
    for filed in begun:
        door.file(words=TEXT, continues=filed.sighting.id)

    assert door.marked() == 1
    assert not real.mass


def test_what_an_officer_typed_in_is_not_marked(door: Door, session: Session, vault: Vault, now: datetime) -> None:
    officer, phone = make_officer(session, "juma"), next_phone()
    for ward in door.wards[: MOST_OF_A_PHONE + 3]:
        report = Report(THEFT, ward, When.TODAY, TEXT, Language.SWAHILI)
        intake.file(session, vault, phone, report, now, channel=Channel.CONSOLE, typed_by=officer.id)

    assert door.marked() == 0


def test_an_officer_takes_the_mark_away_for_good(
    door: Door, session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    *_, last = [door.file(words=TEXT, kind=ATTACK).incident for _ in range(COPIES)]
    with pytest.raises(Refusal, match="Write what"):
        floods.unmark(session, vault, last, wanza, " ", now)
    assert last.mass
    assert last.code_word not in door.alerts()[-1]

    filing.unmark(session, vault, last, wanza, "Nimempigia, ni kweli", places=door.places, now=now)
    assert last.code_word in door.alerts()[-1]
    for _ in range(2):
        door.file(words=TEXT, kind=ATTACK)

    assert not last.mass
    assert door.marked() == 2
    assert [step.act for step in timeline.of(session, last)] == [timeline.Act.NOTE, timeline.Act.PAGED]
    assert [line.what for line in audit.history(session, f"incident {last.id}")] == ["unmarked"]


# Many reports of one ward, which may well be so.


def test_after_ten_reports_of_a_ward_one_text_an_hour_tells_of_the_rest(door: Door) -> None:
    for _ in range(MOST_OF_A_WARD + 5):
        door.file()
    *each, summary = door.alerts()

    assert len(each) == MOST_OF_A_WARD
    assert summary == (
        "Mbiu: 11 reports within an hour, Kitui East, Kitui. More are not texted one by one: look at the console. "
        "This is not the police: 999/112."
    )
    assert door.marked() == 0
    door.file(ward=SAGALLA)
    assert len(door.alerts()) == MOST_OF_A_WARD + 2, "another ward is told of as ever"
    door.file(kind=ATTACK)
    assert "HIGH" in door.alerts()[-1], "what is more urgent than all the others is not one of the rest"


def test_reports_without_a_place_are_a_crowd_too_and_marked_ones_are_none(door: Door) -> None:
    for _ in range(MOST_OF_A_WARD + 5):
        door.file(ward=None)
    assert "place not given" in door.alerts()[-1]
    assert len(door.alerts()) == MOST_OF_A_WARD + 1

    for _ in range(MOST_OF_A_WARD + COPIES):
        door.file(words=TEXT)
    real = door.file().incident
    assert real.code_word in door.alerts()[-1]


def test_an_urgent_report_without_a_place_is_not_one_of_the_rest(door: Door) -> None:
    for _ in range(MOST_OF_A_WARD + 3):
        real = door.file(ward=None, kind=ATTACK).incident

    assert real.code_word in door.alerts()[-1]


def test_one_of_the_rest_is_told_of_once_it_says_where_it_was(
    door: Door, session: Session, vault: Vault, now: datetime
) -> None:
    for _ in range(MOST_OF_A_WARD + 3):
        real = door.file(ward=None)
    assert real.incident.alerted is None

    filing.complete(session, vault, Completion(real.sighting.id, ward=SAGALLA), places=door.places, now=now)
    assert real.incident.code_word in door.alerts()[-1]


STRUCK = datetime.fromisoformat("2026-11-24T06:00+00:00")
ALL = MOST_OF_A_WARD


@pytest.mark.parametrize(
    ("minutes", "crowd"),
    [
        ([0], None),
        ([5] * ALL, None),
        ([5] * (ALL + 1), Crowd(ALL + 1, first=True)),
        ([5] * (ALL + 2), Crowd(ALL + 2, first=False)),
        ([-50] * ALL + [9], Crowd(ALL + 1, first=True)),
        ([-50] * ALL + [10], None),  # the hour is over
        ([-50] * (ALL + 5) + [5], Crowd(ALL + 6, first=True)),  # told in the hour before, and once again in this one
        ([-50] * (ALL + 5) + [5, 6], Crowd(ALL + 7, first=False)),
    ],
)
def test_a_crowd_is_told_of_once_an_hour(minutes: list[int], crowd: Crowd | None) -> None:
    assert crowd_of([STRUCK + timedelta(minutes=at) for at in minutes], STRUCK) == crowd


@pytest.mark.parametrize("language", Language)
def test_the_text_about_a_crowd_is_one_part_of_gsm_7(door: Door, language: Language, now: datetime) -> None:
    for ward in [*door.wards, None]:
        words = body(make_incident_at(ward, now), 1000, door.places, language)

        assert segment(words).encoding is Encoding.GSM7, words
        assert len(segment(words).parts) == 1, words
    assert set(WORDS) == {Language.ENGLISH, Language.SWAHILI}


def make_incident_at(ward: str | None, now: datetime) -> Incident:
    level = Level.HIGH
    return Incident(code_word="muwa-1", kind=ATTACK, level=level, ward=ward, opened_at=now, due_at=now, advised=level)


# Who is told.


@pytest.mark.parametrize(
    ("kind", "told", "alerted"),
    [
        (ATTACK, {}, 1),
        (THEFT, {}, 1),
        (Kind.WATER_PASTURE, {}, 0),
        (Kind.WATER_PASTURE, {"hurt": Hurt.HURT}, 1),
        (Kind.PEACE_POSITIVE, {}, 0),
    ],
)
def test_officers_hear_at_once_of_what_is_medium_or_more(
    door: Door, kind: Kind, told: dict[str, object], alerted: int
) -> None:
    door.file(kind=kind, **told)

    assert len(door.alerts()) == alerted


def test_what_is_added_is_told_of_only_when_it_makes_it_urgent(door: Door) -> None:
    phone = next_phone()
    begun = door.file(phone).sighting.id
    for words in ("Wezi", "Wezi wa mbuzi"):
        door.file(phone, words=words, continues=begun)
    assert len(door.alerts()) == 1

    door.file(phone, continues=begun, hurt=Hurt.HURT)
    assert "HIGH" in door.alerts()[-1]
    door.file(phone, continues=begun, ongoing=True)
    assert "CRITICAL" in door.alerts()[-1]
    door.file(phone, words="Bado", ongoing=True)
    assert len(door.alerts()) == 3


@pytest.mark.parametrize(("kind", "alerted"), [(Kind.WATER_PASTURE, 0), (THEFT, 1)])
def test_a_third_source_alerts_again_when_it_makes_it_high(
    door: Door, session: Session, vault: Vault, now: datetime, wanza: Officer, kind: Kind, alerted: int
) -> None:
    one, two, three = (make_incident(session, now, kind=kind, vault=vault) for _ in range(3))
    for other in (two, three):
        filing.join(session, vault, one, other, wanza, "", places=door.places, now=now)

    assert len(door.alerts()) == alerted
    assert session.scalars(select(Sighting.number).order_by(Sighting.number)).all() == [1, 2, 3]
