"""Radio scripts at the desk: drafted by a button, corrected, compared, signed, approved and withdrawn."""

from datetime import date, datetime, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import audit
from domain.airings import Airing
from domain.bulletins import Bulletin
from domain.languages import Language
from domain.life_cycle import State as Bulletins
from domain.officers import Grant, Officer, Role
from domain.peace_checks import OF_TEXT
from domain.radio_pieces import RadioPiece, Wording
from domain.script_links import ScriptDownload
from domain.script_versions import State
from domain.scripts import Script
from domain.segments import Part, Priority, Segment, Speech
from domain.stations import Station
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.script_forms import Fields, at, fields
from tests.make import make_approved, make_incident, make_officer

KAMBA = "NDMA 24/11/2026: Kĩw'ũ nĩ kyũ."
SWAHILI = "NDMA 24/11/2026: hifadhi maji."


@pytest.fixture
def bulletin(session: Session, now: datetime, cast: dict[str, Officer]) -> Bulletin:
    texts = {Language.SWAHILI: SWAHILI, Language.KAMBA: KAMBA}
    made = make_approved(session, now, areas=["kitui"], texts=texts, expires_at=now + timedelta(days=30))
    session.commit()
    return made


@pytest.fixture
def script(session: Session, now: datetime, bulletin: Bulletin) -> Script:
    """A Kamba script of Kitui for the week on air, in three segments."""
    source = f"Taarifa {bulletin.id}; imetiwa sahihi na Mutheu"
    speech = Speech("Msomaji", KAMBA, language=Language.KAMBA, bulletin=bulletin.id, source=source)
    made = Script(week=date(2026, 11, 23), county="kitui", language=Language.KAMBA)
    made.draft(
        [
            Segment(Part.OPENING, (Speech(cue="MUSIC", seconds=10), Speech("Mtangazaji", "Hii ni Mbiu."))),
            Segment(Part.BULLETIN, (speech,)),
            Segment(Part.CLOSING, (Speech("Mtangazaji", "Kwaheri."),), short=(Speech("Mtangazaji", "Haya."),)),
        ],
        ["standing", "peace", "text 3", "piece 5", "bulletin 99"],
        [],
        now,
    )
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def mwende(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """The officer, signed in."""
    sign_in(client, "mwende")
    return client


def page_of(script: Script, what: str = "") -> str:
    return f"/console/scripts/{script.id}{what}"


def opened(client: FlaskClient, script: Script) -> Fields:
    return fields(client.get(page_of(script, "/correct")).text)


def pressed(client: FlaskClient, script: Script, form: Fields, act: str) -> Fields:
    answer = client.post(page_of(script, "/correct"), data={**form, "act": act})
    assert answer.status_code == 200, answer.status_code
    return fields(answer.text)


def kept(client: FlaskClient, session: Session, script: Script, form: Fields) -> list[Segment]:
    answer = client.post(page_of(script, "/correct"), data=form)
    assert answer.status_code == 303, answer.text
    session.expire_all()
    return script.newest.segments


def signed(client: FlaskClient, sign_in: SignIn, script: Script, version: int = 1) -> None:
    """By a speaker of each of its languages."""
    of = script.numbered(version)
    for language in of.unsigned if of else []:
        sign_in(client, {Language.KAMBA: "mutheu", Language.SWAHILI: "kioko"}[language])
        assert client.post(page_of(script, "/sign"), data={"version": version}).status_code == 303


def approved(client: FlaskClient, sign_in: SignIn, script: Script, version: int = 1) -> None:
    signed(client, sign_in, script, version)
    sign_in(client, "nyambura")
    answer = client.post(page_of(script, "/approve"), data={"version": version, "understood": "yes"})
    assert answer.status_code == 303, answer.text


def test_the_button_drafts_for_one_county_or_for_all_of_the_officers(
    session: Session, mwende: FlaskClient, bulletin: Bulletin, cast: dict[str, Officer]
) -> None:
    page = mwende.post("/console/scripts/draft", data={"county": "kitui"}, follow_redirects=True).text
    assert "Drafts written or refreshed: 2." in page
    assert "Week from Mon 23 Nov 2026" in page
    found = session.scalars(select(Script)).first()
    assert found is not None
    assert audit.history(session, f"script {found.id}")[0].officer_id == cast["mwende"].id

    assert "refreshed: 4." in mwende.post("/console/scripts/draft", follow_redirects=True).text
    assert mwende.post("/console/scripts/draft", data={"county": "narok"}).status_code == 404


def test_an_officer_of_one_county_drafts_and_sees_that_one_alone(
    session: Session, client: FlaskClient, sign_in: SignIn, script: Script
) -> None:
    make_officer(session, "mwamba", Grant(role=Role.OFFICER, county="makueni"))
    session.commit()
    sign_in(client, "mwamba")

    page = client.post("/console/scripts/draft", follow_redirects=True).text

    assert "refreshed: 2." in page
    assert "Kitui" not in page
    for what in ("", "/correct", "/compare"):
        assert client.get(page_of(script, what)).status_code == 404
    for what in ("/correct", "/count", "/withdraw", "/take-out"):
        assert client.post(page_of(script, what), data={"version": 1}).status_code == 404


def test_a_script_is_shown_with_its_times_its_cuts_and_what_is_missing(
    client: FlaskClient, sign_in: SignIn, script: Script, bulletin: Bulletin
) -> None:
    sign_in(client, "mutheu")

    page = unescape(client.get(page_of(script)).text)
    index = client.get("/console/scripts/").text

    for words in (
        KAMBA,
        "Our own sentences have no signed Kamba form",
        "No peace text of the library may be used",
        "Text 3 of the library has no signed Kamba form.",
        "Piece 5 is not written in Kamba.",
        "Bulletin 99 has no signed Kamba text.",
        f"/scripts/{script.id}.docx?minutes=5",
        f"/scripts/{script.id}.docx?version=1",
        "I have read it aloud: sign it",
        "You sign what it says in: Kamba.",
        "<details open>\n  <summary>Shorter form, read where time is short",
        "Haya.",
        '<a href="#segment-1">Bulletin</a></th>\n  <td class="number" data-of="Begins">0:12</td>',
    ):
        assert words in page, words
    assert bulletin.title not in page
    assert "A speaker of Kamba reads and signs it. A speaker of Swahili reads and signs it." in index
    assert "Missing: 5" in index


def test_where_to_cut_goes_in_the_order_of_cutting_and_names_a_bulletins_places(
    session: Session, mwende: FlaskClient, script: Script, now: datetime
) -> None:
    long, short = (Speech("Mtangazaji", "maji " * 4000),), (Speech("Mtangazaji", "Maji."),)
    warned = Segment(Part.BULLETIN, long, short, Priority.MUST, kind="drought", places="Ngomeni, Kyuso")
    script.draft([warned, Segment(Part.GOOD_NEWS, long, priority=Priority.LOW)], [], [], now)
    session.commit()

    page = mwende.get(page_of(script)).text

    assert "<ol><li>Leave out: Good news</li><li>Read the shorter form: Drought: Ngomeni, Kyuso</li></ol>" in page
    assert "Drought: Ngomeni, Kyuso" in mwende.get(page_of(script, "/correct")).text


def test_segments_and_lines_are_moved_added_and_taken_out_without_losing_what_was_typed(
    mwende: FlaskClient, script: Script
) -> None:
    form = opened(mwende, script)
    form["words"][1] = "Maneno mapya kabisa."

    down = pressed(mwende, script, form, "down 0")
    assert down["origin"] == ["1", "0", "2"]
    assert down["words"][2] == "Maneno mapya kabisa."
    assert pressed(mwende, script, down, "up 1")["words"] == form["words"]
    assert pressed(mwende, script, form, "up 0")["origin"] == form["origin"]

    lines = pressed(mwende, script, form, "up-line 0.1")
    assert (lines["words"][:2], lines["was"][:2]) == (["Maneno mapya kabisa.", ""], ["1", "0"])
    added = pressed(mwende, script, form, "add 0.1")
    assert (added["words"][2], added["was"][2], added["speaker"][2]) == ("", "", "Mtangazaji")
    assert pressed(mwende, script, form, "out 0.0")["words"] == form["words"][1:]
    short = pressed(mwende, script, form, "out 2.1")
    assert (short["size"], short["short"]) == (["2", "1", "1"], ["0", "0", "0"])
    longer = pressed(mwende, script, form, "short 1")
    assert (longer["short"], longer["words"][3], longer["language"][3]) == (["0", "1", "1"], "", "kam")


def test_a_correction_is_the_next_version_and_changed_words_lose_their_signature(
    session: Session, mwende: FlaskClient, script: Script, bulletin: Bulletin, cast: dict[str, Officer]
) -> None:
    form = opened(mwende, script)
    form["words"][at(form, KAMBA)] += " Mbua."
    form = pressed(mwende, script, pressed(mwende, script, form, "below 0"), "line 1")
    form["words"][2], form["title"][1], form["priority"][1] = "Baraza ni Jumatano.", "Baraza", "3"
    form = pressed(mwende, script, pressed(mwende, script, form, "cut 3"), "up 2")

    opening, speech, own, closing = kept(mwende, session, script, form)

    assert opening == script.versions[0].segments[0]
    assert speech.speeches[0].words == KAMBA + " Mbua."
    assert speech.speeches[0].bulletin == bulletin.id
    assert script.newest.sources == [f"Taarifa {bulletin.id}; maneno yamebadilishwa"]
    assert (own.part, own.title, own.priority, own.speeches[0].words) == (Part.OWN, "Baraza", 3, "Baraza ni Jumatano.")
    assert closing.cut
    assert len(closing.short) == 1
    (line,) = audit.history(session, f"script {script.id}")
    assert (line.officer_id, line.what) == (cast["mwende"].id, "corrected it")
    assert line.detail == {"version": 2, "over": 1, "looked_at": []}
    back = pressed(mwende, script, opened(mwende, script), "back 3")
    assert not kept(mwende, session, script, back)[3].cut
    assert "Own segment" not in mwende.get(page_of(script)).text


def test_numbers_typed_are_refused_and_names_and_quarrels_looked_at_first(
    session: Session, mwende: FlaskClient, script: Script
) -> None:
    def answer(field: str, typed: str, **more: object) -> tuple[int, str]:
        form = opened(mwende, script)
        form[field][at(form, "Kwaheri") if field != "title" else 2] = typed
        sent = mwende.post(page_of(script, "/correct"), data={**form, **more})
        return sent.status_code, unescape(sent.text)

    for field, typed in (
        ("words", "Piga 0711 000 042."), ("speaker", "0711000042"), ("cue", "mvule-nyekundu-27"),
        ("title", "+254 711 000 042"),
    ):  # fmt: skip
        status, page = answer(field, typed)
        assert (status, "stands in it" in page) == (422, True), field
    said = "Mzozo wa mama Syombua umekwisha. Piga 1195."
    status, page = answer("words", said)
    assert (status, "<q>Syombua</q>" in page, "<q>mzozo</q>" in page) == (422, True, True)
    assert answer("words", said, shown=["name Syombua"], sure="on")[0] == 422
    assert answer("words", said, shown=["name Syombua", "conflict mzozo"], sure="on")[0] == 303

    session.expire_all()
    assert [segment.peace for segment in script.newest.segments] == [False, False, True]
    (line,) = audit.history(session, f"script {script.id}")
    assert line.detail["looked_at"] == ["conflict", "name"]
    kept(mwende, session, script, {**opened(mwende, script), "seconds": ["9", "0", "0", "0", "0"]})


def test_keeping_a_script_unchanged_changes_nothing(session: Session, mwende: FlaskClient, script: Script) -> None:
    kept(mwende, session, script, opened(mwende, script))

    assert [version.number for version in script.versions] == [1]


def test_another_approved_text_takes_a_segments_place_and_its_writer_may_not_sign(
    session: Session, mwende: FlaskClient, script: Script, now: datetime, cast: dict[str, Officer], bulletin: Bulletin
) -> None:
    other = make_approved(session, now, areas=["kitui"], title="Nyingine", expires_at=now + timedelta(days=9))
    piece = RadioPiece(
        county="kitui", part=Part.GOOD_NEWS, wordings={}, starts_on=script.week, ends_on=script.week,
        written_at=now, hands=[cast["mutheu"].id],
    )  # fmt: skip
    piece.word(Language.KAMBA, Wording("Mbua yĩ vo."))
    session.add(piece)
    session.commit()
    form = opened(mwende, script)
    form["offer"][1] = f"bulletin {other.id}"
    form = pressed(mwende, script, pressed(mwende, script, form, "swap 1"), "below 1")
    form["offer"][2] = f"piece {piece.id}"
    form = pressed(mwende, script, form, "swap 2")

    _, swapped, taken, _ = kept(mwende, session, script, form)

    assert swapped.bulletins == {other.id}
    assert (taken.part, taken.piece, taken.speeches[-1].words) == (Part.GOOD_NEWS, piece.id, "Mbua yĩ vo.")
    assert f"bulletin {other.id}" in script.newest.missing, "it is in Swahili alone"
    assert set(script.newest.hands) == {cast["mwende"].id, cast["mutheu"].id}


def test_what_was_taken_in_and_taken_back_before_it_was_kept_is_left_out(
    session: Session, mwende: FlaskClient, script: Script, now: datetime
) -> None:
    other = make_approved(session, now, areas=["kitui"], title="Nyingine", expires_at=now + timedelta(days=9))
    session.commit()
    form = opened(mwende, script)
    form["offer"][1] = f"bulletin {other.id}"
    form = pressed(mwende, script, form, "swap 1")
    other.state = Bulletins.CANCELLED
    session.commit()
    counted = mwende.post(page_of(script, "/count"), data=form).get_json()["html"]
    assert list(counted) == ["total"], "places of what is gone are not filled with times of others"

    opening, closing = kept(mwende, session, script, form)

    assert "may not be read any more" in mwende.get(page_of(script)).text
    assert (opening.part, closing.part) == (Part.OPENING, Part.CLOSING)


def test_the_time_is_counted_while_one_types_and_by_a_button(mwende: FlaskClient, script: Script) -> None:
    form = opened(mwende, script)
    form["seconds"][0] = "1800"

    counted = mwende.post(page_of(script, "/count"), data=form).get_json()["html"]
    assert "too long" in counted["total"]
    assert counted["time-0-0"] == "30:00"
    assert counted["time-1"].startswith("from 30:02")
    page = mwende.post(page_of(script, "/correct"), data={**form, "act": "count"}).text
    assert counted["time-1"] in page

    form["words"][0] = "m" * 20_001
    counted = mwende.post(page_of(script, "/count"), data=form).get_json()["html"]
    assert (counted["wrong-0-0"], counted["wrong-0-1"]) == ("A line is too long: at most 20000 letters.", "")
    assert "29:52 short of 30 minutes" in counted["total"]


@pytest.mark.parametrize(
    "act", ["up 2", "up 0", "down 0", "down 2", "up-line 0.1", "down-line 0.0", "up-line 2.1", "cut 1", "add 1.0"]
)
def test_a_button_leads_to_something_on_the_page_that_follows(mwende: FlaskClient, script: Script, act: str) -> None:
    page = mwende.get(page_of(script, "/correct")).text
    to = page.partition(f'value="{act}" formaction="#')[2].partition('"')[0]
    moved = {"up 2": "up-1", "up 0": "up-0", "down 0": "down-1", "down 2": "down-2", "up-line 0.1": "up-line-0.0"}
    assert to == moved.get(act, to)

    page = mwende.post(page_of(script, "/correct"), data={**fields(page), "act": act}).text

    assert page.count(f' id="{to}"') == 1, to


def test_the_second_of_two_editors_sees_what_the_first_did_and_may_put_theirs_on_top(
    session: Session, client: FlaskClient, sign_in: SignIn, script: Script, bulletin: Bulletin
) -> None:
    of_bulletin = f"bulletin {bulletin.id}"
    script.newest.missing = [of_bulletin, "standing"]
    session.commit()
    sign_in(client, "mwende")
    form = opened(client, script)
    mine = {**form, "words": [*form["words"][:1], "Ya pili.", *form["words"][2:]]}
    first = {**form, "words": [*form["words"][:1], "Ya kwanza.", "", *form["words"][3:]]}
    client.post(page_of(script, "/correct"), data=first)
    sign_in(client, "kioko")

    late = client.post(page_of(script, "/correct"), data=mine)

    assert late.status_code == 422
    assert "Mwende Musyoka made version 2 on Tue 24 Nov 2026, 09:30" in late.text
    assert "<del>" in late.text
    assert "</span> kwanza.</del>" in late.text
    session.expire_all()
    assert (script.newest.number, script.newest.missing) == (2, ["standing"])
    again = fields(late.text)
    assert (again["words"], again["version"], again["base"]) == (mine["words"], ["2"], ["1"])
    opening, *_ = kept(client, session, script, again)
    assert (script.newest.number, opening.speeches[1].words) == (3, "Ya pili.")
    assert set(script.newest.missing) == {of_bulletin, "standing"}


@pytest.mark.parametrize(
    ("field", "value", "status"), [("seconds", "²", 422), ("origin", "9", 400), ("act", "up 9", 400)]
)
def test_what_cannot_be_read_is_refused_and_what_is_not_ours_turned_away(
    session: Session, mwende: FlaskClient, script: Script, field: str, value: str, status: int
) -> None:
    form = opened(mwende, script)
    form[field] = [value, *form.get(field, [""])[1:]]

    answer = mwende.post(page_of(script, "/correct"), data=form)

    assert answer.status_code == status
    if status == 422:
        assert fields(answer.text)[field] == form[field]
        assert answer.text.count("Seconds are a whole number") == 2, "above, and at the line"
    session.expire_all()
    assert script.newest.number == 1


def test_control_and_direction_marks_that_were_pasted_in_are_taken_out(
    session: Session, mwende: FlaskClient, script: Script
) -> None:
    form = opened(mwende, script)
    form["words"][1] = "\u202eMaji\x00 <b>yapo</b>\x0b &amp;\u061c"
    form["speaker"][1], form["cue"][1] = "M\x07tu\n wa", "\u200fPOLE"

    opening, *_ = kept(mwende, session, script, form)

    speech = opening.speeches[1]
    assert (speech.words, speech.speaker, speech.cue) == ("Maji <b>yapo</b>\n &amp;", "Mtu wa", "POLE")
    assert "&lt;b&gt;yapo" in mwende.get(page_of(script)).text


def test_signed_by_a_speaker_and_approved_by_somebody_else(
    session: Session, client: FlaskClient, sign_in: SignIn, script: Script, cast: dict[str, Officer]
) -> None:
    sign_in(client, "mwakio")  # of Taita
    refused = client.post(page_of(script, "/sign"), data={"version": 1})
    assert (refused.status_code, "reviewer of a language that is spoken in it signs it" in refused.text) == (422, True)

    signed(client, sign_in, script)
    sign_in(client, "nyambura")
    assert "A radio script waits for approval" in client.get("/console/").text
    page = unescape(client.get(page_of(script)).text)
    assert "Kamba: Mutheu Nzioka, Tue 24 Nov 2026, 09:30<br>Swahili: Kioko Mutua" in page
    assert "<details open>" in page
    unread = client.post(page_of(script, "/approve"), data={"version": 1})
    assert (unread.status_code, "Tick that you have read" in unread.text) == (422, True)
    client.post(page_of(script, "/approve"), data={"version": 1, "understood": "yes"})

    session.expire_all()
    version = script.newest
    assert (version.state, version.approver_id) == (State.APPROVED, cast["nyambura"].id)
    acts = [(entry.what, entry.detail["hash"]) for entry in audit.history(session, f"script {script.id}")]
    assert acts == [(act, version.fingerprint()) for act in ("signed it", "signed it", "approved it")]
    assert "<details>\n  <summary>Shorter form" in client.get(page_of(script)).text
    assert client.get(page_of(script, "/correct")).status_code == 403


def test_an_approver_is_asked_the_questions_of_peace_and_sees_counts_of_three_alone(
    session: Session, client: FlaskClient, sign_in: SignIn, script: Script, cast: dict[str, Officer], now: datetime
) -> None:
    script.correct(cast["mwende"], [Segment(Part.PEACE, (Speech("M", "Amani.", language=Language.KAMBA),))], 1, now)
    for _ in range(2):
        make_incident(session, now)
    session.commit()
    signed(client, sign_in, script, 2)
    sign_in(client, "mwende")
    assert "An approver of peace messages decides." in client.get("/console/scripts/").text
    assert "Open conflict reports" not in client.get(page_of(script)).text
    sign_in(client, "nyambura")

    page = client.get(page_of(script)).text
    assert "fewer than 3" in page
    assert "Kitui East" in page
    form = {"version": 2, "understood": "yes", "peace": list(OF_TEXT[1:])}
    assert client.post(page_of(script, "/approve"), data=form).status_code == 422
    assert client.post(page_of(script, "/approve"), data={**form, "peace": list(OF_TEXT)}).status_code == 303


def test_what_was_taken_back_is_not_approved_until_its_lines_are_out(
    session: Session,
    client: FlaskClient,
    sign_in: SignIn,
    script: Script,
    bulletin: Bulletin,
    cast: dict[str, Officer],
    now: datetime,
) -> None:
    bulletin.state = Bulletins.CANCELLED
    session.commit()
    sign_in(client, "mutheu")
    assert "sign it" not in client.get("/console/").text + client.get(page_of(script)).text
    refused = [client.post(page_of(script, "/sign"), data={"version": 1})]
    script.sign(cast["mutheu"], 1, now)
    session.commit()
    sign_in(client, "nyambura")
    assert "waits for approval" not in client.get("/console/").text
    refused.append(client.post(page_of(script, "/approve"), data={"version": 1, "understood": "yes"}))
    for answer in refused:
        assert (answer.status_code, "take its lines out first" in answer.text) == (422, True)

    sign_in(client, "mwende")
    assert "may not be read any more: take it out" in client.get("/console/").text
    assert "mend it" in client.get("/console/scripts/").text
    assert "Take its lines out" in client.get(page_of(script)).text
    page = client.post(page_of(script, "/take-out"), data={"version": 1}, follow_redirects=True).text
    assert "Its lines are out of version 2." in page
    session.expire_all()
    assert [segment.part for segment in script.newest.segments] == [Part.OPENING, Part.CLOSING]
    assert "Take its lines out" not in page
    again = client.post(page_of(script, "/take-out"), data={"version": 2})
    assert (again.status_code, "Nothing in it has to be taken out" in again.text) == (422, True)


def test_a_withdrawn_script_says_why_and_asks_for_another_version(
    session: Session, client: FlaskClient, sign_in: SignIn, script: Script
) -> None:
    approved(client, sign_in, script)
    sign_in(client, "mwende")
    form = opened(client, script)
    form["speaker"][1] = "Mtu"
    kept(client, session, script, form)
    assert "Stations have version 1, until this one is approved." in client.get(page_of(script)).text
    for reason in (" ", "s" * 301):
        refused = client.post(page_of(script, "/withdraw"), data={"reason": reason})
        assert (refused.status_code, f"\n{reason}</textarea>" in refused.text) == (422, True)

    client.post(page_of(script, "/withdraw"), data={"reason": "Tarehe si sahihi. 0711 000 042"})

    page = client.get(page_of(script)).text
    assert "Tarehe si sahihi. [number]" in page
    assert audit.history(session, f"script {script.id}")[-1].detail == {"versions": [1]}
    assert "Stations have version" not in page
    session.expire_all()
    assert [version.state for version in script.versions] == [State.WITHDRAWN, State.DRAFT]


def test_versions_are_compared_and_what_became_of_them_is_shown(
    session: Session, mwende: FlaskClient, script: Script, now: datetime, cast: dict[str, Officer]
) -> None:
    form = opened(mwende, script)
    form["words"][1] = "Hii ni Mbiu ya leo."
    kept(mwende, session, script, pressed(mwende, script, form, "cut 2"))
    station = session.scalars(select(Station)).first()
    assert station is not None
    of = {"script_id": script.id, "version": 1}
    session.add(Airing(**of, station_id=station.id, aired_at=now, minutes=14, noted_at=now, calls=6))
    session.add(ScriptDownload(**of, file="docx", at=now, minutes=15, officer_id=cast["mghoi"].id))
    session.commit()

    page = mwende.get(page_of(script, "/compare")).text
    assert "Opening: Lines changed" in page
    assert "Closing: Left out" in page
    assert "Bulletin:" not in page
    assert '<ins><span class="hidden">[added] </span> Mbiu ya leo.</ins>' in page
    assert "Nothing differs." in mwende.get(page_of(script, "/compare?old=2&new=2")).text
    assert mwende.get(page_of(script, "/compare?old=9")).status_code == 404
    shown = mwende.get(page_of(script)).text
    assert station.name in shown
    assert "docx, 15 minutes" in shown


@pytest.mark.parametrize("username", ["wanza", "mghoi", "kilonzo"])
def test_other_roles_have_no_business_at_the_desk(
    client: FlaskClient, sign_in: SignIn, script: Script, username: str
) -> None:
    sign_in(client, username)

    for address in ("/console/scripts/", page_of(script), page_of(script, "/correct"), page_of(script, "/compare")):
        assert client.get(address).status_code == 403


def test_tasks_name_who_must_act(
    session: Session, client: FlaskClient, sign_in: SignIn, script: Script, clock: Clock
) -> None:
    sign_in(client, "mutheu")
    assert "Read the radio script through and sign it" in client.get("/console/").text
    page = client.post(page_of(script, "/sign"), data={"version": 1}, follow_redirects=True).text
    assert "Signed. A speaker of another language in it signs it too." in page
    assert "A speaker of Kamba reads" not in page
    assert "Read the radio script through and sign it" not in client.get("/console/").text
    sign_in(client, "kioko")
    assert "Read the radio script through and sign it" in client.get("/console/").text
    session.expire_all()
    approved(client, sign_in, script)
    sign_in(client, "mwende")
    assert "needs a new version" not in client.get("/console/").text
    client.post(page_of(script, "/withdraw"), data={"reason": "Si sahihi."})
    assert "needs a new version" in client.get("/console/").text
    clock.forward(timedelta(days=7))  # its week is over
    sign_in(client, "mwende")
    assert "needs a new version" not in client.get("/console/").text
