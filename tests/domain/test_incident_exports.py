"""What an analyst gets: rows that lead to nobody."""

import json
import re
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain import incident_exports
from domain.areas import Gazetteer
from domain.coarse_places import FEWEST_PEOPLE, told_place
from domain.incident_exports import COLUMNS
from domain.sightings import Hurt
from domain.taxonomy import TAXONOMY, Kind
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_incident


def test_a_ward_of_few_people_stands_as_its_constituency(places: Gazetteer) -> None:
    for slug in places.wards(area.slug for area in places.counties):
        told = told_place(places, slug)
        assert (told.slug == slug) == (places[slug].population >= FEWEST_PEOPLE)
        assert slug.startswith(told.slug)


def test_rows_carry_the_words_of_cewarn_and_acled_and_nothing_of_who_told(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    told = make_incident(
        session, now, ENDAU, Kind.LIVESTOCK_THEFT, vault=vault, words="Wezi watatu", hurt=Hurt.HURT, may_text=True
    )
    joined = make_incident(session, now, ENDAU)
    joined.merged_into = told.id
    make_incident(session, now, SAGALLA)
    make_incident(session, now - timedelta(days=40), ENDAU)
    session.flush()

    day = now.date()
    [row] = incident_exports.rows(session, vault, places, "kitui", day, day + timedelta(days=1))

    assert tuple(row) == COLUMNS
    taxon = TAXONOMY[Kind.LIVESTOCK_THEFT]
    assert (row["cewarn"], row["acled"], row["day"], row["hurt"]) == (taxon.cewarn, taxon.acled, "2026-11-24", "yes")
    assert row["sources"] == "under 3"
    assert re.fullmatch("[0-9a-f]{12}", row["event"])
    assert not {told.code_word, str(told.id), "Wezi watatu"} & {str(value) for value in row.values()}
    assert str(now.hour) + ":" not in json.dumps(row)


def test_an_event_has_the_same_name_in_every_export(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    for _ in range(3):
        make_incident(session, now, ENDAU)
    session.flush()
    first, last = now.date(), now.date() + timedelta(days=1)

    once, again = (
        [row["event"] for row in incident_exports.rows(session, vault, places, "kitui", *days)]
        for days in ((first, last), (first - timedelta(days=3), last))
    )

    assert once == again == sorted(once)


def test_geojson_has_a_point_for_each_and_opens_as_json(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    make_incident(session, now, ENDAU)
    day = now.date()

    found = incident_exports.geojson(
        incident_exports.rows(session, vault, places, "kitui", day, day + timedelta(days=1))
    )

    [feature] = json.loads(json.dumps(found))["features"]
    place = told_place(places, ENDAU)
    assert feature["geometry"] == {"type": "Point", "coordinates": [place.lon, place.lat]}
    assert feature["properties"]["area"] == place.display_name
