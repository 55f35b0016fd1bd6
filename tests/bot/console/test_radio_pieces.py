"""Writing pieces for the radio, and marking messages that are answered on air."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import programmes, replies, scripts
from domain.audit import Audit
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.radio_pieces import RadioPiece, Wording
from domain.replies import Reply
from domain.script_versions import new_version
from domain.segments import Part, Segment, Speech
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.make import make_officer, make_piece, next_phone

SW = Language.SWAHILI
MARKET = {
    "county": "kitui",
    "part": "market",
    "starts_on": "2026-11-30",
    "ends_on": "2026-12-06",
    "source": "NDMA Kitui, 24/11/2026",
    "words_sw": "Mbuzi mmoja ni shilingi elfu nne sokoni.",
}
SAID = "Lori la maji litafika lini kwetu Endau"


@pytest.fixture
def officer(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "mwende")
    return client


@pytest.fixture
def message(session: Session, vault: Vault, now: datetime) -> Reply:
    reply = replies.keep(
        session, vault, next_phone(), SAID, subscriber=None, language=SW, county="kitui", bulletin_id=None, now=now
    )
    session.commit()
    return reply


@pytest.fixture
def mumo(session: Session, client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """An officer of Makueni alone."""
    make_officer(session, "mumo", Grant(role=Role.OFFICER, county="makueni"))
    session.commit()
    sign_in(client, "mumo")
    return client


def the_piece(session: Session) -> RadioPiece:
    session.expire_all()
    return session.scalars(select(RadioPiece)).one()


def test_a_note_is_written_listed_changed_withdrawn_and_brought_back(
    officer: FlaskClient, session: Session, cast: dict[str, Officer]
) -> None:
    form = officer.get("/console/pieces/new?county=kitui&part=market").text
    assert 'value="2026-11-30"' in form
    assert "Kamba" in form
    assert "Taita" not in form.partition("<form")[2]

    saved = officer.post("/console/pieces/new", data=MARKET, follow_redirects=True).text
    piece = the_piece(session)
    assert "shilingi elfu nne" in saved
    assert piece.wording(SW) == Wording(MARKET["words_sw"])
    assert "Coming" in officer.get("/console/pieces/?county=kitui&part=market").text
    assert "shilingi" not in officer.get("/console/pieces/?state=running").text

    page = officer.get(f"/console/pieces/{piece.id}/edit").text
    changed = {**MARKET, "words_sw": "Elfu\u202e tano.", "seen": piece.fingerprint()}
    assert "we changed" in officer.post(f"/console/pieces/{piece.id}/edit", data=changed, follow_redirects=True).text
    assert piece.fingerprint() in page
    for act in ("withdraw", "bring-back"):
        officer.post(f"/console/pieces/{piece.id}/{act}")

    assert the_piece(session).wording(SW) == Wording("Elfu tano.")
    acts = session.scalars(select(Audit).where(Audit.subject == f"piece {piece.id}").order_by(Audit.id)).all()
    assert [act.what for act in acts] == ["wrote it", "changed it", "withdrew it", "brought it back"]
    assert not any("lfu" in str(act.detail) for act in acts)
    assert {act.officer_id for act in acts} == {cast["mwende"].id}


def test_what_is_refused_keeps_what_was_typed(officer: FlaskClient, session: Session) -> None:
    refused = officer.post("/console/pieces/new", data={**MARKET, "words_sw": "Piga 0711000042 leo.", "ends_on": "x"})
    assert refused.status_code == 422
    assert "Give the day as" in refused.text
    assert "Piga 0711000042 leo." in refused.text
    assert session.scalars(select(RadioPiece)).all() == []
    source = 'name="source" type="text" value="" class="" maxlength="200"'
    assert f"{source} required" in officer.get("/console/pieces/new?county=kitui&part=market").text
    assert f"{source}>" in officer.get("/console/pieces/new?county=kitui&part=good_news").text


def test_a_name_or_a_quarrel_is_looked_at_before_it_is_kept(officer: FlaskClient, session: Session) -> None:
    words = {**MARKET, "part": "good_news", "words_sw": "Mzozo wa kisima umeisha, asema mama Syombua."}

    asked = officer.post("/console/pieces/new", data=words)
    assert asked.status_code == 422
    assert "Nothing from reports goes on air." in asked.text
    assert "may be somebody&#39;s name" in asked.text
    shown = {"shown": ["name Syombua", "conflict mzozo"], "sure": "on"}
    other = officer.post(
        "/console/pieces/new", data={**words, **shown, "words_sw": words["words_sw"] + " na mama Mwikali"}
    )
    assert other.status_code == 422  # the tick was for other words
    assert session.scalars(select(RadioPiece)).all() == []

    assert officer.post("/console/pieces/new", data={**words, **shown}).status_code == 303
    [act] = session.scalars(select(Audit).where(Audit.what == "wrote it"))
    assert act.detail == {"part": "good_news", "looked_at": ["conflict", "name"]}
    assert session.scalars(select(RadioPiece.peace)).all() == [True]


def test_the_second_of_two_editors_is_told_and_keeps_the_words(
    officer: FlaskClient, session: Session, now: datetime
) -> None:
    piece = make_piece(session, now, "kitui", Part.MARKET, "Elfu nne.", source="NDMA")
    session.commit()
    seen = piece.fingerprint()
    for words in ("Elfu tano.", "Elfu sita."):
        last = officer.post(f"/console/pieces/{piece.id}/edit", data={**MARKET, "words_sw": words, "seen": seen})

    assert last.status_code == 422
    assert "Somebody changed this piece" in last.text
    assert "Elfu sita." in last.text
    assert "Elfu tano." in last.text  # what stands there now is shown, so whoever saves again means it
    assert the_piece(session).fingerprint() in last.text
    hasty = officer.post(f"/console/pieces/{piece.id}/edit", data={**MARKET, "ends_on": "x", "seen": seen})
    assert f'name="seen" value="{seen}"' in hasty.text  # refused for a day, they were shown nothing of it


def test_the_time_and_the_doubts_follow_the_typing(officer: FlaskClient) -> None:
    typed = {**MARKET, "words_sw": "", "words_kam": "Mama Syombua", "part": "good_news"}
    html = officer.post("/console/pieces/count", data=typed).get_json()["html"]

    assert "Read in about 0:0" in html["time-kam"]
    assert "a script in Swahili leaves this piece out" in html["time-sw"]
    assert "Syombua" in html["doubts"]
    assert (
        "reads the Swahili words" in officer.post("/console/pieces/count", data=MARKET).get_json()["html"]["time-kam"]
    )


def test_another_county_s_pieces_do_not_exist_for_me(mumo: FlaskClient, session: Session, now: datetime) -> None:
    piece = make_piece(session, now, "kitui", Part.MARKET, "Elfu nne.", source="NDMA")
    session.commit()

    assert "Elfu nne" not in mumo.get("/console/pieces/?county=kitui").text
    for path in ("", "/edit"):
        assert mumo.get(f"/console/pieces/{piece.id}{path}").status_code == 404
    for path in (f"{piece.id}/edit", f"{piece.id}/withdraw", "new"):
        assert mumo.post(f"/console/pieces/{path}", data=MARKET).status_code == 404
    assert the_piece(session).withdrawn_at is None


def test_a_peace_officer_writes_good_news_and_reads_the_rest(
    wanza: FlaskClient, session: Session, now: datetime
) -> None:
    piece = make_piece(session, now, "kitui", Part.MARKET, "Elfu nne.", source="NDMA")
    session.commit()

    home = wanza.get("/console/pieces/").text
    assert "Good news" in home
    assert "Radio pieces" in home
    assert "Change it" not in wanza.get(f"/console/pieces/{piece.id}").text
    assert wanza.get(f"/console/pieces/{piece.id}/edit").status_code == 422
    wanza.post(f"/console/pieces/{piece.id}/withdraw")
    assert the_piece(session).withdrawn_at is None
    news = {**MARKET, "part": "good_news", "words_sw": "Kisima kimechimbwa."}
    assert wanza.post("/console/pieces/new", data=news).status_code == 303


def test_a_piece_in_an_approved_script_says_what_a_change_of_it_does_to_that(
    officer: FlaskClient, session: Session, now: datetime
) -> None:
    piece = make_piece(session, now, "kitui", Part.MARKET, "Elfu nne.", source="NDMA")
    segment = Segment(Part.MARKET, (Speech("Msomaji", "Elfu nne."),), piece=piece.id)
    version = new_version(1, SW, [segment], missing=[], hands=[], now=now)
    version.approved_at = now
    session.add(scripts.Script(week=programmes.monday_of(now.date()), county="kitui", language=SW, versions=[version]))
    session.commit()

    for path in ("", "/edit"):
        page = officer.get(f"/console/pieces/{piece.id}{path}").text
        assert "takes these scripts off the air" in page
        assert "Kitui, Swahili, week from Mon 23 Nov 2026" in page


def test_a_message_is_answered_on_air_by_words_of_the_officer_s_own(
    officer: FlaskClient, message: Reply, session: Session
) -> None:
    page = officer.get(f"/console/inbox/{message.id}").text
    assert f"county=kitui&amp;part=answer&amp;reply={message.id}" in page
    assert "county=makueni" not in page
    form = officer.get(f"/console/pieces/new?county=kitui&part=answer&reply={message.id}").text
    assert form.count(SAID) == 1  # beside the form, and in no field of it

    answer = {**MARKET, "part": "answer", "reply": message.id, "words_sw": "Ijumaa."}
    own = officer.post("/console/pieces/new", data={**answer, "question_sw": f"{SAID.lower()}?"})
    assert own.status_code == 422
    assert "the person&#39;s own words" in own.text
    for _ in range(2):  # pressed twice
        officer.post("/console/pieces/new", data={**answer, "question_sw": "Maji ya lori yanakuja lini?"})

    piece = the_piece(session)
    assert (piece.asked, session.get_one(Reply, message.id).piece_id) == (1, piece.id)
    listed = officer.get("/console/inbox/?on_air=1").text
    assert SAID in listed
    assert "On the radio" in listed
    officer.post(f"/console/inbox/{message.id}/radio", data={"piece": piece.id})
    assert the_piece(session).asked == 1
    officer.post(f"/console/inbox/{message.id}/radio", data={"piece": ""})
    assert the_piece(session).asked == 0
    assert SAID not in officer.get("/console/inbox/?on_air=1").text
    acts = session.scalars(select(Audit.what).where(Audit.subject == f"reply {message.id}").order_by(Audit.id)).all()
    assert acts == ["marked as asked on the radio", "took the mark of the radio off"]


def test_the_words_are_kept_when_the_message_is_deleted_meanwhile(officer: FlaskClient, session: Session) -> None:
    gone = {**MARKET, "part": "answer", "reply": 4711, "question_sw": "Lini?"}
    page = officer.post("/console/pieces/new", data=gone, follow_redirects=True).text

    assert "The message was deleted meanwhile" in page
    assert the_piece(session).asked == 0


def test_a_message_is_marked_only_for_the_air_of_its_officers_counties(
    mumo: FlaskClient, session: Session, message: Reply, vault: Vault, now: datetime
) -> None:
    kitui, makueni = (
        make_piece(session, now, county, Part.ANSWER, "Ijumaa.", question=f"Maji ya {county}?")
        for county in ("kitui", "makueni")
    )
    homeless = replies.keep(
        session, vault, next_phone(), "Maji?", subscriber=None, language=SW, county=None, bulletin_id=None, now=now
    )
    session.commit()

    page = mumo.get(f"/console/inbox/{homeless.id}").text
    assert "Maji ya makueni?" in page
    assert "Maji ya kitui?" not in page
    for reply, piece, status in ((message, makueni, 404), (homeless, kitui, 422), (homeless, makueni, 303)):
        assert mumo.post(f"/console/inbox/{reply.id}/radio", data={"piece": piece.id}).status_code == status

    session.expire_all()
    assert [message.piece_id, homeless.piece_id] == [None, makueni.id]
    assert (kitui.asked, makueni.asked) == (0, 1)


def test_a_reviewer_reads_no_message_by_way_of_the_radio(
    client: FlaskClient, sign_in: SignIn, session: Session, message: Reply
) -> None:
    message.county = None
    session.commit()
    sign_in(client, "kioko")

    assert client.get(f"/console/pieces/new?county=kitui&part=answer&reply={message.id}").status_code == 404
    answer = {**MARKET, "part": "answer", "reply": message.id, "question_sw": "Lini?"}
    assert client.post("/console/pieces/new", data=answer).status_code == 404


def test_a_county_that_writes_market_notes_is_told_in_time_that_one_is_wanting(
    officer: FlaskClient, session: Session, clock: Clock, now: datetime
) -> None:
    day, words = now.date(), "No market note for the coming week"
    make_piece(session, now, "kitui", Part.MARKET, "Elfu.", starts_on=day - timedelta(days=8), ends_on=day)
    session.commit()

    assert words in officer.get("/console/").text  # Tuesday 09:30: scripts are drafted on Thursday at 06:00
    clock.forward(-timedelta(days=1))
    assert words not in officer.get("/console/").text
    clock.forward(timedelta(days=1))
    officer.post("/console/pieces/new", data=MARKET)
    assert words not in officer.get("/console/").text
