"""The text to a responder: two parts for every kind, place, time and need, and as coarse as it must be."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlalchemy.orm import Session

from domain import case_facts, sightings
from domain.areas import Gazetteer
from domain.case_facts import Facts, Time
from domain.coarse_places import is_small
from domain.languages import Language
from domain.referrals import Need
from domain.refusals import Refusal
from domain.sightings import Hurt, When
from domain.taxonomy import Kind
from messages import case_words
from messages.segments import segment
from tests.make import ENDAU, SAGALLA, make_incident

EN, SW = Language.ENGLISH, Language.SWAHILI


def test_every_text_fits_two_parts_and_leaves_room_for_a_note(places: Gazetteer, now: datetime) -> None:
    for language, kind, need in product(case_words.SPOKEN, Kind, Need):
        for area in places.areas:
            facts = Facts(kind, area, Time.HALF_DAY, now + timedelta(hours=5), need, True, Hurt.KILLED, note="x" * 60)
            cut = segment(case_words.body("M7M4D", case_words.words(facts, language, places), language))
            assert len(cut.parts) <= 2, (language, kind, area, need, cut.units)


def test_what_it_says(places: Gazetteer, now: datetime) -> None:
    facts = Facts(Kind.HERDER_FARMER, ENDAU, Time.HALF_DAY, now, Need.MEDIATION, True, Hurt.NOBODY)

    assert case_words.body("A34D7", case_words.words(facts, EN, places), EN) == (
        "Mbiu case A34D7: herders and farmers, Endau/Malalani, Kitui East, in the morning of 24/11. Going on now. "
        "Nobody hurt. Needed: talks between both sides. Reply 1 on it, 2 cannot, 3 and what you found."
    )
    facts = Facts(Kind.HERDER_FARMER, None, Time.WEEK, now, note="Njoo na mzee\nmmoja")
    assert case_words.body("A34D7", case_words.words(facts, SW, places), SW) == (
        "Mbiu, kesi A34D7: wafugaji na wakulima, mahali hapajatajwa, wiki ya 23/11. Inahitajika: kujua kama ni kweli. "
        "Njoo na mzee mmoja. Jibu 1 naenda, 2 siwezi, 3 na ulichokuta."
    )


def test_a_small_ward_is_named_by_its_constituency_and_its_day(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    small = next(slug for slug in places.wards(["kitui"]) if is_small(places, slug))
    for ward, area, time in ((ENDAU, ENDAU, Time.HALF_DAY), (small, places[small].parent, Time.DAY)):
        incident = make_incident(session, now, ward=ward, happened=When.NOW, ongoing=True, hurt=Hurt.HURT)
        facts = case_facts.suggest(incident, sightings.of(session, incident), places)
        assert (facts.area, facts.time, facts.ongoing, facts.hurt) == (area, time, True, Hurt.HURT)
        assert facts.note == "", "the words of who told are nowhere in it"

    finer = Facts(incident.kind, small, Time.DAY, now)
    with pytest.raises(Refusal, match="so near"):
        case_facts.check(finer, incident, facts, " ", places)
    case_facts.check(finer, incident, facts, "The chief has three villages of that name", places)
    with pytest.raises(Refusal, match="changed meanwhile"):
        case_facts.check(Facts(incident.kind, SAGALLA, Time.DAY, now), incident, facts, "", places)
    with pytest.raises(Refusal, match="changed meanwhile"):
        case_facts.check(Facts(incident.kind, facts.area, Time.HALF_DAY, now), incident, facts, "", places)


@pytest.mark.parametrize(
    ("happened", "time"),
    [(When.TODAY, Time.DAY), (When.THIS_WEEK, Time.WEEK), (When.EARLIER, Time.UNSAID), (When.UNKNOWN, Time.UNSAID)],
)
def test_the_time_is_never_finer_than_it_was_told(
    session: Session, places: Gazetteer, now: datetime, happened: When, time: Time
) -> None:
    incident = make_incident(session, now, happened=happened)
    facts = case_facts.suggest(incident, sightings.of(session, incident), places)

    assert facts.time is time
    assert case_facts.times_to_say(facts)[-1] is Time.UNSAID
    assert (facts.day is None) == (time is Time.UNSAID)
