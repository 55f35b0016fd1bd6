"""What producers see and take of the week's scripts, and what they say back."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.airing_form import AiringForm
from domain import audit, script_links
from domain.airings import Airing
from domain.languages import Language
from domain.life_cycle import State as Bulletins
from domain.officers import Grant, Officer, Role
from domain.programmes import Programme
from domain.replies import Reply
from domain.script_links import ScriptDownload, Taker
from domain.scripts import Script
from domain.sealed_columns import REPLY_BODY
from domain.stations import Station
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.make import make_approved, make_officer, make_script_for_stations, make_station, next_version

Produces = Callable[..., FlaskClient]


@pytest.fixture
def station(session: Session, cast: dict[str, Officer]) -> Station:
    return make_station(session, minutes=15)


@pytest.fixture
def script(session: Session, now: datetime, station: Station) -> Script:
    made = make_script_for_stations(session, now)
    session.commit()
    return made


@pytest.fixture
def produces(session: Session, client: FlaskClient, sign_in: SignIn, station: Station) -> Produces:
    """Sign in as somebody who produces for the station; with changes to the grant."""

    def signed_in(username: str = "pendo", **grant: object) -> FlaskClient:
        given = {"role": Role.PRODUCER, "station_id": station.id, **grant}
        make_officer(session, username, Grant(**given))  # type: ignore[arg-type]
        session.commit()
        sign_in(client, username)
        return client

    return signed_in


def took(session: Session) -> list[tuple[int, str, int | None, int | None]]:
    found = session.scalars(select(ScriptDownload).order_by(ScriptDownload.id))
    return [(each.version, each.file, each.minutes, each.officer_id) for each in found]


def test_a_producer_takes_the_approved_version_in_the_stations_slot_and_hears_of_a_newer_one(
    session: Session, produces: Produces, script: Script, station: Station, now: datetime
) -> None:
    next_version(script, now, approved=False)
    client = produces()
    home = client.get("/console/").text
    assert "The radio script is ready" in home
    page = client.get("/console/productions/").text
    address = f"/scripts/{script.id}.docx?station={station.id}&amp;minutes=15"
    assert address in page
    assert "Version 1" in page

    assert client.get(address.replace("&amp;", "&")).status_code == 200
    assert "Toleo 1, maji" in client.get(f"/scripts/{script.id}.txt?version=2").data.decode()
    officer = session.scalars(select(Officer).filter_by(username="pendo")).one()
    assert took(session) == [(1, "docx", 15, officer.id), (1, "txt", None, officer.id)]
    assert page.count("Kitui, Kamba, week from Mon 23 Nov 2026") > 2, "above the card, and in what links say"
    assert "radio script is" not in client.get("/console/").text

    script.newest.approved_at = now
    session.commit()
    assert "You took version 1; version 2 is approved since." in client.get("/console/productions/").text
    assert "A newer version of the radio script is ready" in client.get("/console/").text


def test_who_is_at_the_desk_too_takes_for_their_station_what_is_offered_and_any_version_by_its_number(
    session: Session, client: FlaskClient, sign_in: SignIn, script: Script, station: Station, now: datetime
) -> None:
    next_version(script, now, approved=False)
    both = (Grant(role=Role.PRODUCER, station_id=station.id), Grant(role=Role.OFFICER, county="kitui"))
    make_officer(session, "pendo", *both)
    session.commit()
    sign_in(client, "pendo")
    asked = ("?station={}", "?version=2&station={}", "?version=1", "")

    said = [client.get(f"/scripts/{script.id}.txt{query}".format(station.id)).data.decode() for query in asked]

    assert [1 if "Toleo 1, maji" in text else 2 for text in said] == [1, 2, 1, 2]
    assert f"/scripts/{script.id}.pdf?version=1" in client.get(f"/console/scripts/{script.id}").text


@pytest.mark.parametrize("way", ["/scripts/{}.txt", "/console/productions/{}"])
@pytest.mark.parametrize(
    "grant", [{"county": "makueni"}, {"language": Language.SWAHILI}, {"station": "other"}, {"station": "retired"}]
)
def test_whoever_produces_for_another_station_county_or_language_finds_nothing(
    session: Session,
    produces: Produces,
    script: Script,
    station: Station,
    now: datetime,
    way: str,
    grant: dict[str, object],
) -> None:
    if grant.pop("station", "") == "retired":
        station.retired_at = now
    elif not grant:
        grant = {"station_id": make_station(session, "Radio Vuria", counties=["taita-taveta"]).id}
    client = produces(**grant)

    assert client.get(way.format(script.id)).status_code == 404
    assert "/scripts/" not in client.get("/console/productions/").text
    for what in ("airings", "questions"):
        assert client.post(f"/console/productions/{script.id}/{what}").status_code == 404
    assert "radio script" not in client.get("/console/").text
    assert took(session) == []


def test_a_role_that_ended_and_a_link_of_nobody_open_nothing(
    session: Session, produces: Produces, script: Script, now: datetime
) -> None:
    client = produces(ends_on=now.date() - timedelta(days=1))

    assert client.get("/console/productions/").status_code == 403
    assert client.get(f"/scripts/{script.id}.docx").status_code == 403
    assert client.get(f"/scripts/{script.id}.docx?link=made-up").status_code == 404


def test_a_draft_is_hidden_unless_the_county_shows_it_and_says_what_it_is(
    session: Session, produces: Produces, script: Script, station: Station, now: datetime
) -> None:
    draft = make_script_for_stations(session, now, language=Language.SWAHILI, approved=False)
    session.commit()
    client = produces()
    assert client.get(f"/scripts/{draft.id}.txt").status_code == 404
    assert "DRAFT" not in client.get("/console/productions/").text

    session.add(Programme(county="kitui", languages=["sw", "kam"], shows_drafts=True))
    session.commit()

    page = client.get("/console/productions/").text
    assert "DRAFT" in page
    assert "must not be read on air" in page
    file = client.get(f"/scripts/{draft.id}.txt")
    assert "DRAFT" in file.headers["Content-Disposition"]


def test_what_was_taken_back_is_shown_as_withdrawn_at_once_and_given_to_nobody(
    session: Session, produces: Produces, station: Station, now: datetime
) -> None:
    bulletin = make_approved(session, now, areas=["kitui"])
    script = make_script_for_stations(session, now, bulletin)
    client = produces()
    client.get(f"/scripts/{script.id}.txt")
    bulletin.state = Bulletins.CANCELLED
    session.commit()

    page = client.get("/console/productions/").text

    assert "Version 1 is withdrawn: do not read it on air. You took version 1." in page
    assert "A bulletin in it was taken back or changed." in page
    assert f"/scripts/{script.id}." not in page
    stale = client.get(f"/scripts/{script.id}.txt?station={station.id}")
    assert (stale.status_code, "Version 1 is withdrawn: do not read" in stale.text) == (410, True)
    assert "Do not read the radio script you took" in client.get("/console/").text
    script.withdraw(None, "Neno <b>si</b> sahihi.", now)
    session.commit()
    page = client.get(f"/console/productions/{script.id}").text
    assert "Since Tue 24 Nov 2026, 09:30: Neno &lt;b&gt;si&lt;/b&gt; sahihi." in page


@pytest.mark.parametrize("query", ["minutes=7", "minutes=x", "station=0", "station=x", "version=9", "version=x"])
def test_what_there_is_no_file_of_is_404(client: FlaskClient, sign_in: SignIn, script: Script, query: str) -> None:
    sign_in(client, "mwende")

    assert client.get(f"/scripts/{script.id}.txt?{query}").status_code == 404
    assert client.get(f"/scripts/{script.id}.txt?version=1&minutes=5").status_code == 200


@pytest.mark.parametrize(
    ("slot", "shown"),
    [
        ({"airs_on": 0, "airs_at": time(20)}, ("2026-11-23", "20:00", "15")),
        ({"airs_on": 1, "airs_at": time(20)}, ("2026-11-24", "", "15")),
        ({}, ("2026-11-24", "", "")),
    ],
    ids=["past", "to come", "not agreed"],
)
def test_a_broadcast_is_offered_in_the_slot_that_has_passed(
    now: datetime, slot: dict[str, Any], shown: tuple[str, str, str]
) -> None:
    station = Station(name="Radio Mbithi", counties=["kitui"], languages=["kam"], minutes=15, **slot)

    form = AiringForm.blank(Script(week=date(2026, 11, 23), county="kitui", language=Language.KAMBA), station, 1, now)

    assert (form.day, form.hour, form.minutes) == shown


def test_a_broadcast_is_noted_from_the_monday_of_its_week_on(
    session: Session, produces: Produces, station: Station, now: datetime
) -> None:
    script = make_script_for_stations(session, now, weeks=1)
    client, address = produces(), f"/console/productions/{script.id}"

    page = client.get(address).text
    assert "From Mon 30 Nov 2026 on you note here when it was on air." in page
    assert "14:58 short of 15 minutes" in page
    assert 'name="hour"' not in page

    script.week -= timedelta(weeks=1)
    session.commit()
    assert 'name="hour"' in client.get(address).text


def test_a_broadcast_is_noted_corrected_and_shown(
    session: Session, produces: Produces, sign_in: SignIn, script: Script, station: Station, clock: Clock
) -> None:
    client, address = produces(), f"/console/productions/{script.id}"
    form = {
        "station": f"{station.id}",
        "version": "1",
        "day": "2026-11-24",
        "hour": "08:15",
        "minutes": "14",
        "calls": "",
    }

    bad = client.post(f"{address}/airings", data={**form, "minutes": "0", "remarks": "Vizuri <i>sana</i>"})
    assert bad.status_code == 422
    assert "Vizuri &lt;i&gt;sana" in bad.text  # what was typed stays
    for broken in ({"day": "jana"}, {"hour": ""}, {"calls": "wengi"}, {"station": "0"}, {"version": ""}, {"of": "²"}):
        assert client.post(f"{address}/airings", data={**form, **broken}).status_code == 422
    for _ in range(2):
        page = client.post(
            f"{address}/airings", data={**form, "remarks": "Piga 0712345678"}, follow_redirects=True
        ).text
        assert "A number was taken out of the remarks." in page
    [airing] = session.scalars(select(Airing))
    assert (airing.minutes, airing.calls, airing.remarks) == (14, None, "Piga [number]")

    assert 'value="08:15"' in client.get(f"{address}?correct={airing.id}").text
    client.post(f"{address}/airings", data={**form, "of": f"{airing.id}", "calls": "6"})
    session.expire_all()
    assert [each.calls for each in session.scalars(select(Airing))] == [6]
    last = audit.history(session, f"script {script.id}")[-1]
    assert (last.what, last.detail) == (
        "corrected when it was on air",
        {"station": station.id, "minutes": 14, "calls": 6},
    )
    clock.forward(timedelta(weeks=1))
    sign_in(client, "pendo")
    assert f'href="{address}"' in client.get("/console/productions/").text
    assert "Its week is over" in client.get(address).text
    assert client.get(f"/scripts/{script.id}.txt").status_code == 410


def test_questions_reach_the_inbox_and_the_answer_comes_back_to_that_station_alone(
    session: Session, vault: Vault, produces: Produces, sign_in: SignIn, script: Script, station: Station
) -> None:
    client, address = produces(), f"/console/productions/{script.id}/questions"
    asked = {"station": f"{station.id}", "questions": "Mbua ĩkooka ĩndĩ?\r\n\r\n0712345678 chakula kitakuja lini?"}

    page = client.post(address, data=asked, follow_redirects=True).text

    assert "Questions handed in: 2. Officers read them. A number was taken out" in page
    too_many = client.post(address, data={**asked, "questions": "\n".join("abcdefghijk")})
    assert too_many.status_code == 422
    assert "j\nk</textarea>" in too_many.text
    replies = session.scalars(select(Reply).order_by(Reply.id)).all()
    assert [REPLY_BODY.read(vault, each)[:8] for each in replies] == ["Mbua ĩko", "[number]"]

    sign_in(client, "mwende")
    assert "handed in by Radio Mbithi" in client.get("/console/inbox/").text
    assert "whoever opens the page of its scripts" in client.get(f"/console/inbox/{replies[0].id}").text
    answer = {"words": "Mvua itakuja mwezi ujao.", "settles": replies[0].id}
    client.post(f"/console/inbox/{replies[0].id}", data=answer)

    sign_in(client, "pendo")
    for page in ("/console/productions/", f"/console/productions/{script.id}"):
        assert "Mvua itakuja mwezi ujao." in client.get(page).text
    sign_in(client, "mghoi")  # of another station in the same county
    assert "Mvua itakuja" not in client.get("/console/productions/").text
    narrowed = [Grant(role=Role.PRODUCER, station_id=station.id, county="makueni")]
    narrowed += [Grant(role=Role.PRODUCER, station_id=make_station(session, "Radio Vuria").id)]
    make_officer(session, "kazungu", *narrowed)
    session.commit()
    sign_in(client, "kazungu")
    assert "Mvua itakuja" not in client.get("/console/productions/").text


def test_links_are_made_shown_with_what_was_taken_and_withdrawn_by_the_county_alone(
    session: Session, client: FlaskClient, sign_in: SignIn, script: Script, station: Station, now: datetime
) -> None:
    make_officer(session, "juma", Grant(role=Role.OFFICER, county="makueni"))
    session.commit()
    address, form = f"/console/scripts/{script.id}/links", {"station": f"{station.id}", "days": "3"}
    sign_in(client, "juma")
    assert client.post(address, data=form).status_code == 404

    sign_in(client, "mwende")
    for wrong in ({"days": "15"}, {"station": "0", "days": "9"}):
        refused = client.post(address, data={**form, **wrong})
        assert (refused.status_code, f'value="{wrong["days"]}"' in refused.text) == (422, True)
    assert script_links.of_script(session, script.id) == []
    page = client.post(address, data=form, follow_redirects=True).text
    [link] = script_links.of_script(session, script.id)
    assert link.expires_at == now + timedelta(days=3)
    assert "http://127.0.0.1:8000/scripts/link/" in page
    script_links.take(session, script, 1, "pdf", 15, Taker(link_id=link.id), now)
    session.commit()
    assert (
        "Files taken: 1 (the last on Tue 24 Nov 2026, 09:30: version 1, pdf)"
        in client.get(f"/console/scripts/{script.id}").text
    )

    sign_in(client, "juma")
    assert client.post(f"{address}/{link.id}/withdraw").status_code == 404
    sign_in(client, "mwende")
    other = make_script_for_stations(session, now, language=Language.SWAHILI)
    session.commit()
    assert client.post(f"/console/scripts/{other.id}/links/{link.id}/withdraw").status_code == 404
    page = client.post(f"{address}/{link.id}/withdraw", follow_redirects=True).text
    assert "/scripts/link/" not in page
    assert "Withdrawn on Tue 24 Nov 2026" in page
    acts = [act.what for act in audit.history(session, f"script {script.id}")]
    assert acts == ["made a link for a station", "withdrew a link of a station"]
