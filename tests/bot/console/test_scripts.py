"""Radio scripts on the console: drafted by a button, corrected, read through, and taken by producers."""

import io
import re
from datetime import datetime, timedelta
from html import unescape

import docx
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit
from domain.bulletins import Bulletin
from domain.languages import Language
from domain.life_cycle import State as Bulletins
from domain.officers import Grant, Officer, Role
from domain.scripts import Script, ScriptDownload, State
from tests.bot.conftest import Clock, SignIn
from tests.make import make_approved, make_officer

KAMBA = "NDMA 24/11/2026: Kĩw'ũ nĩ kyũ."
SWAHILI = "NDMA 24/11/2026: hifadhi maji."


@pytest.fixture
def bulletin(session: Session, now: datetime, cast: dict[str, Officer]) -> Bulletin:
    texts = {Language.SWAHILI: SWAHILI, Language.KAMBA: KAMBA}
    made = make_approved(session, now, areas=["kitui"], texts=texts, expires_at=now + timedelta(days=30))
    session.commit()
    return made


@pytest.fixture
def scripts(session: Session, client: FlaskClient, sign_in: SignIn, bulletin: Bulletin) -> dict[str, Script]:
    """Kitui's two scripts, drafted by the button, by language; signed out again."""
    sign_in(client, "mwende")
    assert client.post("/console/scripts/draft").status_code == 303
    client.post("/console/sign-out")
    return {script.language: script for script in session.scalars(select(Script).where(Script.county == "kitui"))}


def page_of(script: Script, what: str = "") -> str:
    return f"/console/scripts/{script.id}{what}"


def fields(page: str) -> dict[str, list[str]]:
    """The form of a correction as a browser would send it back."""
    form = page[page.index('class="script"') :]
    return {
        "version": re.findall(r'name="version" value="(\d+)"', form),
        "was": re.findall(r'name="was" value="(\d*)"', form),
        "speaker": [unescape(text) for text in re.findall(r'name="speaker" value="([^"]*)"', form)],
        "cue": [unescape(text) for text in re.findall(r'name="cue" value="([^"]*)"', form)],
        "seconds": re.findall(r'name="seconds"[^>]* value="([^"]*)"', form),
        "language": re.findall(r'<option value="(\w+)" selected>', form),
        "words": [
            unescape(text) for text in re.findall(r"<textarea name=\"words\"[^>]*>\n(.*?)</textarea>", form, re.S)
        ],
    }


def review(client: FlaskClient, sign_in: SignIn, script: Script, username: str = "mutheu", version: int = 1) -> None:
    sign_in(client, username)
    assert client.post(page_of(script, "/review"), data={"version": version}).status_code == 303


def test_the_button_drafts_the_week_on_air_and_says_so(
    session: Session, client: FlaskClient, sign_in: SignIn, bulletin: Bulletin, cast: dict[str, Officer]
) -> None:
    sign_in(client, "mwende")

    page = client.post("/console/scripts/draft", follow_redirects=True).text

    assert "Drafts written or refreshed: 6." in page
    assert "Week from Mon 23 Nov 2026" in page
    for shown in ("Kitui, Kamba", "Makueni, Kamba", "Taita Taveta, Taita", "Kitui, Swahili"):
        assert shown in page
    script = session.scalars(select(Script)).first()
    assert script is not None
    assert audit.history(session, f"script {script.id}")[0].officer_id == cast["mwende"].id
    assert "Drafts written or refreshed: 0." in client.post("/console/scripts/draft", follow_redirects=True).text


def test_a_script_is_read_with_its_times_what_is_missing_and_its_sources(
    client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script], bulletin: Bulletin
) -> None:
    sign_in(client, "mutheu")

    page = unescape(client.get(page_of(scripts["kam"])).text)

    assert KAMBA in page
    assert "Our own sentences have no signed Kamba form" in page
    assert f"Taarifa {bulletin.id} (ukame), 24/11/2026" in page
    assert bulletin.title not in page
    assert re.search(r"<dt>Running time</dt><dd>\d:\d\d</dd>", page)


def test_lines_are_moved_added_and_taken_out_without_losing_what_was_typed(
    client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script]
) -> None:
    sign_in(client, "mwende")
    address = page_of(scripts["kam"], "/correct")
    form = fields(client.get(address).text)
    form["words"][1] = "Maneno mapya kabisa."
    count = len(form["words"])

    down = fields(client.post(address, data={**form, "act": "down 1"}).text)
    assert (down["words"][2], down["words"][1]) == ("Maneno mapya kabisa.", form["words"][2])
    up = fields(client.post(address, data={**down, "act": "up 2"}).text)
    assert up == form
    added = fields(client.post(address, data={**form, "act": "add 1"}).text)
    assert (len(added["words"]), added["words"][2], added["was"][2]) == (count + 1, "", "")
    assert added["speaker"][2] == added["speaker"][1]
    less = fields(client.post(address, data={**form, "act": "remove 0"}).text)
    assert less["words"] == form["words"][1:]
    top = fields(client.post(address, data={**form, "act": "up 0"}).text)
    assert top == form


def test_a_correction_is_kept_and_changed_words_lose_their_signature(
    session: Session,
    client: FlaskClient,
    sign_in: SignIn,
    scripts: dict[str, Script],
    bulletin: Bulletin,
    cast: dict[str, Officer],
) -> None:
    sign_in(client, "mwende")
    script = scripts["kam"]
    form = fields(client.get(page_of(script, "/correct")).text)
    place = form["words"].index(KAMBA)
    form["words"][place] = KAMBA + " Mbua."

    answer = client.post(page_of(script, "/correct"), data=form, follow_redirects=True)

    assert "Corrected by Mwende Musyoka, version 2." in answer.text
    session.expire_all()
    assert script.lines[place].words == KAMBA + " Mbua."
    assert script.lines[place].bulletin == bulletin.id
    assert script.sources == [f"Taarifa {bulletin.id} (ukame), 24/11/2026; maneno yamebadilishwa"]
    (line,) = [act for act in audit.history(session, f"script {script.id}") if act.what == "corrected"]
    assert (line.officer_id, line.detail) == (cast["mwende"].id, {"version": 2})


def test_keeping_a_script_unchanged_changes_nothing(
    session: Session, client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script]
) -> None:
    sign_in(client, "mwende")
    before = scripts["kam"].speeches

    client.post(page_of(scripts["kam"], "/correct"), data=fields(client.get(page_of(scripts["kam"], "/correct")).text))

    session.expire_all()
    assert (scripts["kam"].speeches, scripts["kam"].version, scripts["kam"].editor_id) == (before, 1, None)


def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(
    session: Session, client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script]
) -> None:
    sign_in(client, "mwende")
    address = page_of(scripts["kam"], "/correct")
    form = fields(client.get(address).text)
    client.post(address, data={**form, "words": ["La kwanza.", *form["words"][1:]]})

    late = client.post(address, data={**form, "words": ["La pili.", *form["words"][1:]]})

    assert late.status_code == 422
    assert "Somebody else changed this script meanwhile" in late.text
    assert "La pili." in late.text
    session.expire_all()
    assert scripts["kam"].lines[0].words == "La kwanza."


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("seconds", "ten", 422), ("seconds", "-1", 422), ("seconds", "99999", 422), ("language", "xx", 400),
     ("was", "900", 400), ("was", "a", 400)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(
    session: Session,
    client: FlaskClient,
    sign_in: SignIn,
    scripts: dict[str, Script],
    field: str,
    value: str,
    status: int,
) -> None:
    sign_in(client, "mwende")
    address = page_of(scripts["kam"], "/correct")
    form = fields(client.get(address).text)
    form[field][0] = value

    assert client.post(address, data=form).status_code == status
    session.expire_all()
    assert scripts["kam"].version == 1


@pytest.mark.parametrize("broken", [{"version": "x"}, {"act": "up"}, {"act": "up 900"}, {"words": []}])
def test_a_form_that_is_not_ours_is_turned_away(
    client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script], broken: dict[str, str]
) -> None:
    sign_in(client, "mwende")
    address = page_of(scripts["kam"], "/correct")

    assert client.post(address, data={**fields(client.get(address).text), **broken}).status_code == 400


def test_control_and_direction_marks_that_were_pasted_in_are_taken_out(
    session: Session, client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script]
) -> None:
    sign_in(client, "mwende")
    address = page_of(scripts["kam"], "/correct")
    form = fields(client.get(address).text)
    form["words"][1] = "\u202eMaji\x00 <b>yapo</b>\x0b &amp;"

    assert client.post(address, data=form).status_code == 303
    session.expire_all()
    assert scripts["kam"].lines[1].words == "Maji <b>yapo</b>\n &amp;"
    assert "&lt;b&gt;yapo" in client.get(page_of(scripts["kam"])).text


def test_a_speaker_reviews_and_the_producer_can_take_it(
    session: Session, client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script], cast: dict[str, Officer]
) -> None:
    script = scripts["kam"]
    review(client, sign_in, script)
    session.expire_all()
    assert (script.state, script.reviewer_id) == (State.REVIEWED, cast["mutheu"].id)

    sign_in(client, "mghoi")
    page = client.get("/console/scripts/").text
    assert f"/scripts/{script.id}.docx" in page
    assert f"/scripts/{scripts['sw'].id}.docx" not in page  # still a draft
    word, text = client.get(f"/scripts/{script.id}.docx"), client.get(f"/scripts/{script.id}.txt")

    rows = docx.Document(io.BytesIO(word.data)).tables[1].rows
    assert KAMBA in [row.cells[2].text for row in rows]
    assert KAMBA in text.data.decode()
    assert "Mutheu Nzioka" in text.data.decode()
    assert "DRAFT" not in text.data.decode()
    assert word.headers["Content-Disposition"] == 'attachment; filename="mbiu-kitui-kam-2026-11-23.docx"'
    taken = [(download.file, download.officer_id) for download in session.scalars(select(ScriptDownload))]
    assert taken == [("docx", cast["mghoi"].id), ("txt", cast["mghoi"].id)]


def test_a_producer_gets_no_draft_and_sees_no_desk(
    client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script]
) -> None:
    script = scripts["kam"]
    sign_in(client, "mghoi")

    assert "No script is ready yet." in client.get("/console/scripts/").text
    assert client.get(f"/scripts/{script.id}.docx").status_code == 404
    assert client.get(page_of(script)).status_code == 403
    assert client.get(page_of(script, "/correct")).status_code == 403
    assert client.post("/console/scripts/draft").status_code == 403


def test_an_officer_takes_a_draft_that_says_what_it_is(
    client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script]
) -> None:
    sign_in(client, "mwende")

    text = client.get(f"/scripts/{scripts['kam'].id}.txt")

    assert "Status: DRAFT: NOT FOR AIR" in text.data.decode()
    assert "2026-11-23-DRAFT.txt" in text.headers["Content-Disposition"]


@pytest.mark.parametrize("username", ["wanza", "nyambura", "kilonzo"])
def test_other_roles_have_no_business_with_scripts(
    client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script], username: str
) -> None:
    sign_in(client, username)

    for address in ("/console/scripts/", page_of(scripts["kam"]), f"/scripts/{scripts['kam'].id}.docx"):
        assert client.get(address).status_code == 403


def test_a_stranger_is_asked_to_sign_in_before_a_file(client: FlaskClient, scripts: dict[str, Script]) -> None:
    answer = client.get(f"/scripts/{scripts['kam'].id}.docx")

    assert answer.status_code == 303
    assert "sign-in" in answer.headers["Location"]


def test_scripts_of_other_counties_do_not_exist(
    session: Session, client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script]
) -> None:
    make_officer(session, "mwamba", Grant(role=Role.OFFICER, county="makueni"))
    make_officer(session, "radio", Grant(role=Role.PRODUCER, county="makueni"))
    session.commit()
    review(client, sign_in, scripts["kam"])
    for username in ("mwamba", "radio"):
        sign_in(client, username)

        assert "Kitui" not in client.get("/console/scripts/").text
        assert client.get(f"/scripts/{scripts['kam'].id}.docx").status_code == 404
    sign_in(client, "mwamba")
    assert client.get(page_of(scripts["kam"])).status_code == 404
    assert client.post(page_of(scripts["kam"], "/correct"), data={"version": 1}).status_code == 404


@pytest.mark.parametrize("username", ["kioko", "mwakio"])
def test_a_speaker_of_another_language_cannot_review(
    session: Session, client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script], username: str
) -> None:
    sign_in(client, username)

    assert "mark as reviewed" not in client.get(page_of(scripts["kam"])).text
    answer = client.post(page_of(scripts["kam"], "/review"), data={"version": 1}, follow_redirects=True)
    assert "A reviewer of the script&#39;s language marks it as read." in answer.text
    session.expire_all()
    assert scripts["kam"].state is State.DRAFT


def test_a_version_the_reviewer_has_not_seen_is_not_reviewed(
    session: Session, client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script]
) -> None:
    sign_in(client, "mwende")
    form = fields(client.get(page_of(scripts["kam"], "/correct")).text)
    client.post(page_of(scripts["kam"], "/correct"), data={**form, "speaker": ["Mtu", *form["speaker"][1:]]})
    sign_in(client, "mutheu")

    answer = client.post(page_of(scripts["kam"], "/review"), data={"version": 1}, follow_redirects=True)

    assert "Somebody else changed this script" in answer.text
    session.expire_all()
    assert scripts["kam"].state is State.DRAFT


def test_a_cancelled_bulletin_withdraws_the_script_until_its_lines_are_out(
    session: Session, client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script], bulletin: Bulletin
) -> None:
    script = scripts["kam"]
    review(client, sign_in, script)
    bulletin.state = Bulletins.CANCELLED
    session.commit()

    sign_in(client, "mghoi")
    assert "Do not read it on air" in client.get("/console/scripts/").text
    assert f"/scripts/{script.id}.docx" not in client.get("/console/scripts/").text
    refused = client.get(f"/scripts/{script.id}.docx")
    assert (refused.status_code, "must not be read on air" in refused.text) == (422, True)

    sign_in(client, "mwende")
    assert "Take its lines out" in client.get(page_of(script)).text
    form = fields(client.get(page_of(script, "/correct")).text)
    kept = [place for place, line in enumerate(script.lines) if line.bulletin is None]
    less = {name: [values[place] for place in kept] for name, values in form.items() if name != "version"}
    client.post(page_of(script, "/correct"), data={"version": form["version"], **less})
    session.expire_all()
    assert script.spoken is Language.SWAHILI
    review(client, sign_in, script, "kioko", version=2)

    sign_in(client, "mghoi")
    assert client.get(f"/scripts/{script.id}.docx").status_code == 200


def test_next_weeks_script_is_there_from_thursday_and_last_weeks_is_gone(
    client: FlaskClient, sign_in: SignIn, scripts: dict[str, Script], clock: Clock
) -> None:
    review(client, sign_in, scripts["kam"])
    clock.forward(timedelta(days=2))  # Thursday 09:30
    sign_in(client, "mwende")
    client.post("/console/scripts/draft")
    assert "Week from Mon 30 Nov 2026" in client.get("/console/scripts/").text

    sign_in(client, "mghoi")
    assert "Week from Mon 23 Nov 2026" in client.get("/console/scripts/").text
    clock.forward(timedelta(days=4))  # Monday
    sign_in(client, "mghoi")
    assert "No script is ready yet." in client.get("/console/scripts/").text
