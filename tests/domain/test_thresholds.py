"""So many reports within some days: what counts, and that a crossing is told once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import thresholds
from domain.areas import Gazetteer
from domain.incidents import Verification
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal
from domain.sealed_columns import TEXT_BODY
from domain.taxonomy import Kind
from domain.texts import SingleText
from domain.thresholds import Threshold
from domain.vault import Vault
from messages import threshold_alerts
from messages.segments import Encoding, segment
from tests.make import ENDAU, SAGALLA, make_incident, make_officer

EAST = "kitui.kitui-east"


@pytest.fixture
def wanza(session: Session) -> Officer:
    return make_officer(session, "wanza", Grant(role=Role.PEACE, county="kitui"))


def rule(session: Session, officer: Officer, places: Gazetteer, now: datetime, **other: object) -> Threshold:
    given = {"area": EAST, "kind": Kind.LIVESTOCK_THEFT, "number": 3, "days": 7, **other}
    return thresholds.set_threshold(session, officer, places, now=now, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"area": "nowhere"}, "Choose an area"),
        ({"area": SAGALLA}, "do not handle"),
        ({"number": 2}, "3 to 1000"),
        ({"number": 1001}, "3 to 1000"),
        ({"days": 0}, "1 to 365 days"),
        ({"days": 366}, "1 to 365 days"),
        ({}, "already"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    session: Session, places: Gazetteer, now: datetime, wanza: Officer, given: dict[str, object], why: str
) -> None:
    if not given:
        rule(session, wanza, places, now)
    with pytest.raises(Refusal) as refusal:
        rule(session, wanza, places, now, **given)
    assert why in str(refusal.value)


def crossed(session: Session, threshold: Threshold, places: Gazetteer, now: datetime) -> bool:
    """Look, and take it that somebody was told."""
    newly = thresholds.newly_crossed(session, threshold, places, now)
    threshold.crossed_at = now if newly else threshold.crossed_at
    return newly


def test_a_crossing_is_told_once_and_again_only_after_a_fall_a_day_later(
    session: Session, places: Gazetteer, now: datetime, wanza: Officer
) -> None:
    threshold = rule(session, wanza, places, now)
    filed = [make_incident(session, now, ENDAU, Kind.LIVESTOCK_THEFT) for _ in range(2)]
    make_incident(session, now, ENDAU, Kind.WILDLIFE)
    make_incident(session, now, SAGALLA, Kind.LIVESTOCK_THEFT)
    make_incident(session, now - timedelta(days=8), ENDAU, Kind.LIVESTOCK_THEFT)
    assert not crossed(session, threshold, places, now)

    filed.append(make_incident(session, now, ENDAU, Kind.LIVESTOCK_THEFT))
    assert [crossed(session, threshold, places, now) for _ in range(3)] == [True, False, False]

    filed[0].verify(Verification.FALSE, now)
    session.flush()
    assert not crossed(session, threshold, places, now)
    filed[0].verify(Verification.CONFIRMED, now)
    session.flush()
    assert not crossed(session, threshold, places, now), "found untrue and true again within the day"
    filed[0].verify(Verification.FALSE, now)
    session.flush()
    tomorrow = now + timedelta(hours=25)
    assert not crossed(session, threshold, places, tomorrow)
    make_incident(session, tomorrow, ENDAU, Kind.LIVESTOCK_THEFT)
    assert crossed(session, threshold, places, tomorrow)


def test_what_was_joined_looks_made_by_few_or_is_good_news_does_not_count(
    session: Session, places: Gazetteer, now: datetime, wanza: Officer
) -> None:
    threshold = rule(session, wanza, places, now, kind=None, area="kitui")
    one, two, three, four = (make_incident(session, now, ENDAU) for _ in range(4))
    make_incident(session, now, ENDAU, Kind.PEACE_POSITIVE)
    two.merged_into, three.mass = one.id, True
    session.flush()

    assert thresholds.counted(session, threshold, places, now) == 2
    assert four.open


def test_other_figures_can_be_crossed_anew(session: Session, places: Gazetteer, now: datetime, wanza: Officer) -> None:
    threshold = rule(session, wanza, places, now)
    for _ in range(4):
        make_incident(session, now, ENDAU, Kind.LIVESTOCK_THEFT)
    assert crossed(session, threshold, places, now)
    thresholds.change(threshold, wanza, 4, 7, now)
    assert crossed(session, threshold, places, now)
    with pytest.raises(Refusal):
        thresholds.change(threshold, wanza, 2, 7, now)


def test_a_small_ward_is_named_as_its_constituency(places: Gazetteer, now: datetime) -> None:
    ngolia = "taita-taveta.voi.ngolia"
    threshold = Threshold(area=ngolia, kind=None, number=3, days=1, set_by=1, set_at=now)

    said = threshold_alerts.body(threshold, places, Language.ENGLISH)

    assert "Ngolia" not in said
    assert "in Voi within a day" in said


def test_the_officers_on_duty_are_texted_and_nothing_of_a_report_is_in_it(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    wanza = make_officer(
        session, "wanza", Grant(role=Role.PEACE, county="kitui"), phone="+254711990001", vault=vault, on_duty=True
    )
    threshold = rule(session, wanza, places, now)
    incident = make_incident(session, now, ENDAU, Kind.LIVESTOCK_THEFT)

    assert threshold_alerts.alert(session, vault, threshold, places=places, now=now) == 1

    [text] = session.scalars(select(SingleText))
    said = TEXT_BODY.read(vault, text)
    assert "3 or more reports (livestock theft) in Kitui East within 7 days" in said
    assert incident.code_word not in said


def test_every_text_is_one_part(places: Gazetteer, now: datetime) -> None:
    for area in places.areas.values():
        for kind in (*Kind, None):
            threshold = Threshold(area=area.slug, kind=kind, number=1000, days=365, set_by=1, set_at=now)
            for language in threshold_alerts.BODY:
                parts = segment(threshold_alerts.body(threshold, places, language))
                assert (parts.encoding, len(parts.parts)) == (Encoding.GSM7, 1)
