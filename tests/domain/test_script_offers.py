"""What a station is offered of a script, and for whom: approved, a draft where shown, or word that it was withdrawn."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import producers, script_links, stations
from domain.languages import Language
from domain.life_cycle import State as Bulletins
from domain.officers import Grant, Role
from domain.programmes import Programme, on_air
from domain.refusals import Refusal
from domain.script_links import MOST_FILES, MOST_OPEN, Taker, take, usual_days
from domain.script_offers import BULLETIN_GONE, offer, past
from tests.make import make_approved, make_officer, make_script_for_stations, make_station, next_version


def test_stations_are_offered_what_is_approved_and_live_word_when_it_does_not_hold(
    session: Session, now: datetime
) -> None:
    bulletin = make_approved(session, now, areas=["kitui"])
    script = make_script_for_stations(session, now, bulletin, approved=False)
    assert offer(session, script, now) is None
    next_version(script, now, bulletin)
    next_version(script, now, approved=False)
    found = offer(session, script, now)
    assert found is not None
    assert (found.version, found.draft, found.withdrawn) == (script.versions[1], False, None)

    bulletin.state = Bulletins.PAUSED
    session.flush()
    found = offer(session, script, now)
    assert found is not None
    assert (found.version, found.withdrawn, found.held) == (None, None, True)

    bulletin.state = Bulletins.CANCELLED
    session.flush()

    found = offer(session, script, now)
    assert found is not None
    assert (found.version, found.withdrawn, found.because) == (None, script.versions[1], BULLETIN_GONE)


def test_a_draft_is_offered_only_where_the_county_shows_it(session: Session, now: datetime) -> None:
    script = make_script_for_stations(session, now, approved=False)
    assert offer(session, script, now) is None

    session.add(Programme(county="kitui", languages=["sw", "kam"], shows_drafts=True))
    session.flush()

    found = offer(session, script, now)
    assert found is not None
    assert (found.version, found.draft) == (script.newest, True)
    next_version(script, now)
    script.withdraw(None, "Neno si sahihi.", now)
    found = offer(session, script, now)  # what was withdrawn is no draft again
    assert found is not None
    assert (found.version, found.withdrawn) == (None, script.newest)


def test_a_week_that_is_over_offers_no_file(session: Session, now: datetime) -> None:
    bulletin = make_approved(session, now, areas=["kitui"])
    script = make_script_for_stations(session, now, bulletin)
    bulletin.state = Bulletins.CANCELLED
    end = on_air(script.week)[1]

    found = offer(session, script, end)

    assert found is not None
    assert (found.over, found.version, found.withdrawn) == (True, None, None)
    monday = script.week + timedelta(weeks=1)
    assert [each.id for each in past(session, script.week, monday)] == [script.id]
    assert past(session, script.week, script.week) == []
    assert past(session, monday, monday + timedelta(weeks=1)) == []


@pytest.mark.parametrize(
    ("grant", "station", "takes"),
    [
        ({}, {}, True),
        ({"county": "kitui"}, {}, True),
        ({"county": "makueni"}, {"counties": ["kitui", "makueni"]}, False),
        ({"language": Language.SWAHILI}, {}, False),
        ({"ends_on": date(2026, 11, 23)}, {}, False),
        ({"starts_on": date(2026, 11, 25)}, {}, False),
        ({"role": Role.OFFICER}, {}, False),
        ({}, {"counties": ["makueni"]}, False),
        ({}, {"languages": ["sw"]}, False),
        ({}, {"retired_at": datetime(2026, 11, 1).astimezone()}, False),
    ],
)
def test_a_producer_takes_for_their_own_station_what_it_reads(
    session: Session, now: datetime, grant: dict[str, object], station: dict[str, object], takes: bool
) -> None:
    own = make_station(session, **station)
    other = make_station(session, "Radio Vuria")
    given = Grant(**{"role": Role.PRODUCER, "station_id": own.id, **grant})  # type: ignore[arg-type]
    officer = make_officer(session, "mghoi", given)

    on = now.date()
    found = producers.reading(officer, stations.of_producer(session, officer, on), "kitui", Language.KAMBA, on)

    assert found == ([own] if takes else [])
    assert other not in found
    assert (producers.told_of(session, "kitui", Language.KAMBA, on) == [officer]) is takes


def test_a_link_is_made_for_an_approved_script_and_one_of_its_stations(session: Session, now: datetime) -> None:
    officer, station = make_officer(session, "mwende", Grant(role=Role.OFFICER, county="kitui")), make_station(session)
    script, draft = (
        make_script_for_stations(session, now, language=language, approved=language is Language.KAMBA)
        for language in (Language.KAMBA, Language.SWAHILI)
    )
    outsider = make_officer(session, "juma", Grant(role=Role.OFFICER, county="makueni"))
    elsewhere = make_station(session, "Radio Vuria", counties=["taita-taveta"])
    for of, at, by, days, why in (
        (draft, station, officer, 1, "No version"),
        (script, elsewhere, officer, 1, "not for that station"),
        (script, station, outsider, 1, "no links"),
        (script, station, officer, 0, "from 1 to 14"),
        (script, station, officer, 15, "from 1 to 14"),
    ):
        with pytest.raises(Refusal, match=why):
            script_links.make(session, of, at, by, days, now)

    link = script_links.make(session, script, station, officer, 14, now)
    assert (link.opens(now + timedelta(days=14, seconds=-1)), link.opens(now + timedelta(days=14))) == (True, False)
    link.withdraw(officer, now)
    assert not link.opens(now)
    with pytest.raises(Refusal, match="does not open"):
        link.withdraw(officer, now)
    for _ in range(MOST_OPEN):
        link = script_links.make(session, script, station, officer, 1, now)
    with pytest.raises(Refusal, match="withdraw one first"):
        script_links.make(session, script, station, officer, 1, now)

    for _ in range(MOST_FILES):
        take(session, script, 1, "txt", None, Taker(link_id=link.id), now)
    with pytest.raises(Refusal, match="ask for another"):
        take(session, script, 1, "txt", None, Taker(link_id=link.id), now)


def test_a_link_lives_to_the_end_of_its_week_unless_said_otherwise(session: Session, now: datetime) -> None:
    script = make_script_for_stations(session, now)  # on a Tuesday, at half past nine
    end = on_air(script.week)[1]

    assert [usual_days(script, at) for at in (now, end - timedelta(days=1), end, now - timedelta(days=30))] == [
        6,
        1,
        1,
        14,
    ]
