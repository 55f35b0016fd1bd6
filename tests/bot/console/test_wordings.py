"""The language desk for the sentences of the telephone: read, corrected, signed, taken out."""

import csv
import io
import re
import threading
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bot import words
from bot.console.wording_lists import key_of
from bot.fresh import Fresh
from domain import db
from domain.audit import Audit
from domain.languages import Language
from domain.officers import Grant, Role
from domain.wordings import Wording, fingerprint
from tests.bot.conftest import SignIn
from tests.make import make_officer

DESK = "/console/wordings"
HOW_TO_LEAVE, IN_DANGER, YOUR_WARD = words.HOW_TO_LEAVE, words.IN_DANGER, words.YOUR_WARD
SIGNED = "Ũkyenda kũtia Mbiu, tũma STOP."
PLAIN = "Ukyenda kutia Mbiu, tuma STOP."

Sign = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process looks for new words at every request, not every two seconds."""
    monkeypatch.setattr(Fresh, "PATIENCE", 0.0)


def address(msgid: str, language: str = "kam") -> str:
    return f"{DESK}/{language}/{key_of(msgid)}"


def seen(client: FlaskClient, msgid: str, language: str = "kam") -> str:
    """What the form says it was looking at."""
    [found] = re.findall(r'name="seen" value="(\d+)"', client.get(address(msgid, language)).text)[:1]
    return str(found)


@pytest.fixture
def sign(client: FlaskClient, sign_in: SignIn) -> Sign:
    """Sign a sentence through its page, as a speaker of Kamba unless told otherwise."""

    def through_the_page(
        msgid: str, text: str, *, language: str = "kam", by: str = "mutheu", **fields: str
    ) -> TestResponse:
        sign_in(client, by)
        form = {"text": text, "dialect": "Kitui", "seen": seen(client, msgid, language), **fields}
        return client.post(address(msgid, language), data=form)

    return through_the_page


def dial(client: FlaskClient, *keys: str, session_id: str) -> str:
    """What a phone shows after these keys."""
    form = {"sessionId": session_id, "phoneNumber": "+254711000001", "serviceCode": "*384*1234#"}
    return client.post("/hooks/local/africastalking/ussd", data={**form, "text": "*".join(keys)}).text


def ledger(session: Session) -> list[Wording]:
    session.rollback()
    return list(session.scalars(select(Wording).order_by(Wording.id)))


def said(answer: TestResponse) -> str:
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


# Signing, and what phones hear.


def test_a_signed_word_is_on_the_phone_right_away_and_in_the_ledger(
    client: FlaskClient, sign: Sign, session: Session
) -> None:
    before = dial(client, "2", session_id="s1")

    answer = sign(words.EMERGENCY_NUMBERS, "Namba sya ũtethyo wa mĩtũkĩ", plain="Namba sya mituki")

    assert answer.status_code == 303, said(answer)
    assert "Namba sya mituki" not in before
    assert "Namba sya mituki" in dial(client, "2", session_id="s2")
    [line] = ledger(session)
    assert (line.text, line.plain) == ("Namba sya ũtethyo wa mĩtũkĩ", "Namba sya mituki")
    assert line.fingerprint == fingerprint(words.EMERGENCY_NUMBERS, line.text, line.plain)
    assert (line.signer, line.dialect) == ("Mutheu Nzioka", "Kitui")
    act = session.scalars(select(Audit).where(Audit.subject == "words kam")).one()
    assert (act.what, act.officer_id, act.detail) == (
        "signed words", line.officer_id, {"sentence": words.EMERGENCY_NUMBERS},
    )  # fmt: skip


def test_a_class_a_road_is_spoken_once_signed_and_falls_to_swahili_when_a_word_is_taken_out(
    client: FlaskClient, sign: Sign
) -> None:
    for msgid, text in {
        words.LEAVE_MBIU: "Wĩenda kũtia Mbiu?",
        words.NO_MORE_WARNINGS: "Ndũkakwata ũkany'o ĩngĩ.",
        words.LEFT: "Nĩwatia Mbiu.",
        words.NOT_JOINED: "Ndũnalika Mbiu.",
    }.items():
        assert sign(msgid, text).status_code == 303
    spoken = dial(client, "2", "STOP", session_id="s1")

    form = {"seen": seen(client, words.NOT_JOINED), "dialect": "Kitui"}
    assert client.post(f"{address(words.NOT_JOINED)}/take-out", data=form).status_code == 303

    assert spoken == "END Ndunalika Mbiu."
    assert dial(client, "2", "STOP", session_id="s2") == "END Hujajiunga na Mbiu."
    assert "Taken out" in client.get(address(words.NOT_JOINED)).text


def test_a_draft_that_is_wrong_is_taken_out_before_anybody_signs_a_better_one(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, "mutheu")
    assert "Namba sya utethyo" in dial(client, "2", session_id="s1")

    client.post(f"{address(words.EMERGENCY_NUMBERS)}/take-out", data={"seen": "0", "dialect": "Kitui"})

    assert "Namba sya utethyo" not in dial(client, "2", session_id="s2")
    assert "Nambari za dharura" in dial(client, "2", session_id="s3")


def test_swahili_can_be_corrected_and_is_never_left_without_words(client: FlaskClient, sign: Sign) -> None:
    old = dial(client, "1", session_id="s1")
    sign(words.EMERGENCY_NUMBERS, "Namba za msaada", language="sw", by="kioko")
    new = dial(client, "1", session_id="s2")

    form = {"seen": seen(client, words.EMERGENCY_NUMBERS, "sw"), "dialect": "Mombasa"}
    client.post(f"{address(words.EMERGENCY_NUMBERS, 'sw')}/take-out", data=form)

    assert "Namba za msaada" in new
    assert dial(client, "1", session_id="s3") == old


def test_a_second_speaker_signs_the_same_words_and_both_are_counted(
    client: FlaskClient, sign: Sign, session: Session
) -> None:
    make_officer(session, "ndanu", Grant(role=Role.REVIEWER, language=Language.KAMBA), name="Ndanu Muli")
    session.commit()
    sign(HOW_TO_LEAVE, SIGNED)
    assert "Signed by 1 of 2 speakers" in said(client.get(address(HOW_TO_LEAVE)))

    sign(HOW_TO_LEAVE, SIGNED, by="ndanu", dialect="Machakos")

    page = said(client.get(address(HOW_TO_LEAVE)))
    assert "Signed by 2 of 2 speakers" in page
    assert "Ndanu Muli, Machakos" in page


def test_pressing_twice_writes_one_line(client: FlaskClient, sign: Sign, session: Session) -> None:
    first = sign(HOW_TO_LEAVE, SIGNED)
    again = client.post(address(HOW_TO_LEAVE), data={"text": SIGNED, "dialect": "Kitui", "seen": "0"})

    assert (first.status_code, again.status_code) == (303, 303)
    assert len(ledger(session)) == 1
    assert "signed just these words already" in client.get(again.location).text


# Refusals.


@pytest.mark.parametrize(
    ("msgid", "fields", "why"),
    [
        (HOW_TO_LEAVE, {"text": " "}, "Write the sentence first."),
        (HOW_TO_LEAVE, {"text": "Kũtia Mbiu, tũma SYOKA."}, "Keep STOP in capitals"),
        (HOW_TO_LEAVE, {"text": "Kũtia, tũma STOP kana MBIU."}, "Mbiu does not understand MBIU"),
        (
            HOW_TO_LEAVE,
            {"text": f"STOP {'a' * 46}"},
            "51 letters long, and there is room for 50. Make it shorter by 1.",
        ),
        (HOW_TO_LEAVE, {"text": "Kũtia 嗎, tũma STOP."}, "Phones cannot show 嗎"),
        (HOW_TO_LEAVE, {"text": SIGNED, "plain": SIGNED}, "must be in plain letters: change Ũ ũ."),
        (HOW_TO_LEAVE, {"text": "Kũtia 2, tũma STOP."}, "The number 2 is not in the English sentence"),
        (HOW_TO_LEAVE, {"text": "% STOP"}, "Write the sign % as a word"),
        (YOUR_WARD, {"text": "Wadi yaku"}, "Keep %(ward)s, once, in both forms"),
        (YOUR_WARD, {"text": "Wadi: %(ward)s.", "plain": "Wadi."}, "Keep %(ward)s, once, in both forms"),
        (YOUR_WARD, {"text": "%(ward)s %(date)s"}, "Take %(date)s out"),
        (YOUR_WARD, {"text": "%(ward)d"}, "Keep %(ward)s, once"),
        (IN_DANGER, {"text": "Kuna simu 999."}, "Keep the number 112"),
        (HOW_TO_LEAVE, {"text": SIGNED, "dialect": " "}, "Say where your way of speaking is from"),
    ],
)
def test_words_that_would_do_harm_are_refused_with_what_to_do_and_kept_in_the_form(
    client: FlaskClient, sign: Sign, session: Session, msgid: str, fields: dict[str, str], why: str
) -> None:
    answer = sign(msgid, **fields)

    assert answer.status_code == 422
    assert why in said(answer)
    [typed] = BeautifulSoup(answer.text, "html.parser").select("textarea[name=text]")
    assert typed.text.strip() == fields["text"].strip()
    assert ledger(session) == []


def test_the_word_of_the_language_may_stand_for_the_english_one(sign: Sign) -> None:
    assert sign(HOW_TO_LEAVE, "Kũtia Mbiu, tũma UNGAMA.").status_code == 303


def test_a_speaker_signs_their_own_language_only(client: FlaskClient, sign: Sign, session: Session) -> None:
    sign_dav = sign(HOW_TO_LEAVE, "Kufuma Mbiu, duma STOP.", language="dav", by="mwakio")
    foreign = client.post(address(HOW_TO_LEAVE), data={"text": SIGNED, "dialect": "Wundanyi", "seen": "0"})
    out = client.post(f"{address(HOW_TO_LEAVE)}/take-out", data={"dialect": "Wundanyi", "seen": "0"})

    assert sign_dav.status_code == 303
    for refused in (foreign, out):
        assert refused.status_code == 422
        assert "You do not sign texts in this language." in refused.text
    assert [line.language for line in ledger(session)] == [Language.TAITA]


def test_an_officer_looks_and_signs_nothing(client: FlaskClient, sign_in: SignIn, session: Session) -> None:
    sign_in(client, "mwende")

    page = client.get(address(HOW_TO_LEAVE))

    assert page.status_code == 200
    assert 'name="dialect"' not in page.text
    assert client.post(address(HOW_TO_LEAVE), data={"text": SIGNED, "dialect": "x"}).status_code == 403
    assert ledger(session) == []


def test_a_sentence_that_is_gone_is_404(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "mutheu")

    assert client.get(f"{DESK}/kam/0123456789abcdef").status_code == 404
    assert client.get(f"{DESK}/en/").status_code == 404


# Two at once.


def test_who_was_overtaken_sees_both_and_may_then_sign_their_own(
    client: FlaskClient, sign: Sign, session: Session
) -> None:
    make_officer(session, "ndanu", Grant(role=Role.REVIEWER, language=Language.KAMBA), name="Ndanu Muli")
    session.commit()
    sign(HOW_TO_LEAVE, SIGNED)

    late = sign(HOW_TO_LEAVE, "Kũtia, tũma STOP.", by="ndanu", seen="0")

    assert late.status_code == 409
    assert "Mutheu Nzioka changed this sentence while you read" in said(late)
    assert SIGNED in late.text
    assert "Kũtia, tũma STOP." in late.text
    assert len(ledger(session)) == 1
    [now_seen] = re.findall(r'name="seen" value="(\d+)"', late.text)[:1]
    assert sign(HOW_TO_LEAVE, "Kũtia, tũma STOP.", by="ndanu", seen=str(now_seen)).status_code == 303
    assert [line.signer for line in ledger(session)] == ["Mutheu Nzioka", "Ndanu Muli"]


def test_of_many_who_sign_different_words_at_one_instant_one_does(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    clients = [app.test_client() for _ in range(6)]
    for number, client in enumerate(clients):
        make_officer(session, f"speaker{number}", Grant(role=Role.REVIEWER, language=Language.KAMBA))
        session.commit()
        sign_in(client, f"speaker{number}")
    start, codes = threading.Barrier(len(clients)), []

    def press(number: int) -> None:
        start.wait()
        form = {"text": f"{'A' + 'a' * number} STOP.", "dialect": "Kitui", "seen": "0"}
        codes.append(clients[number].post(address(HOW_TO_LEAVE), data=form).status_code)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [303, 409, 409, 409, 409, 409]
    assert len(ledger(session)) == 1


def test_another_process_hears_of_it_too(app: Flask, build: Callable[..., Flask], sign: Sign) -> None:
    other = build().test_client()
    dial(other, "2", session_id="s1")

    sign(words.EMERGENCY_NUMBERS, "Namba sya mĩtũkĩ")

    assert "Namba sya mituki" in dial(other, "2", session_id="s2")


# The list, the overview, the telephone on the page.


def test_the_list_begins_with_class_a_and_is_filtered(client: FlaskClient, sign: Sign) -> None:
    sign(HOW_TO_LEAVE, SIGNED)

    def headings(query: str) -> list[str]:
        page = BeautifulSoup(client.get(f"{DESK}/kam/?{query}").text, "html.parser")
        return [str(heading.text) for heading in page.select("section h2")]

    assert headings("")[0] == words.PAUSED_UNTIL  # the first of class A in the order of the code
    assert HOW_TO_LEAVE not in headings("q=leave")
    assert HOW_TO_LEAVE in headings("show=all&q=LEAVE")
    assert headings("show=signed") == [HOW_TO_LEAVE]
    assert headings("show=second") == [HOW_TO_LEAVE]
    assert headings("show=empty") == [], "every sentence has a draft"
    assert words.MORE in headings("risk=C")
    assert words.MORE not in headings("show=empty&risk=C")
    assert len(headings("show=all")) == 25
    assert headings("show=all&page=2") != headings("show=all")
    assert headings("q=nosuchword") == []


def test_sign_and_next_walks_through_the_list_one_came_from(client: FlaskClient, sign: Sign) -> None:
    onward = sign(words.MORE, "Mbeange", risk="C", next="1")

    assert onward.location == f"{address(words.BACK)}?risk=C"
    assert "next" in client.get(onward.location).text


def test_the_comment_of_the_draft_is_beside_it(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "mutheu")

    page = said(client.get(address(words.SKIP)))

    assert "doubt: Swahili, no source. The manual's vĩta (pass) reads as vita, WAR, for anybody" in page
    assert "Ruka" in page
    assert "A key that leaves a question without an answer." in page


def test_the_page_shows_the_true_screens_with_the_words_that_were_typed(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "mutheu")
    form = {"text": "Ũka STOP.", "plain": "", "seen": "0"}

    whole = client.post(f"{address(HOW_TO_LEAVE)}/look", data=form)
    piece = client.post(f"{address(HOW_TO_LEAVE)}/count", data=form).get_json()["html"]["look"]

    for html in (whole.text, piece):
        screens = [str(bubble.text) for bubble in BeautifulSoup(html, "html.parser").select(".bubble.screen")]
        assert any("Uka STOP. Nuwitikila?\n1 Ii\n2 Aiee" in screen for screen in screens)
        assert all(len(screen) <= 140 and screen.isascii() for screen in screens)
        assert "Letters: 9. Room left: 41." in html
    assert "Ũka STOP." in whole.text


def test_what_is_said_by_sms_alone_shows_its_parts_and_price(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "mutheu")

    piece = client.post(f"{address(words.LANGUAGE_SET)}/count", data={"text": "Kĩthyomo: %(language)s."})

    html = said(piece) if piece.mimetype == "text/html" else piece.get_json()["html"]["look"]
    assert "Kithyomo: Kiswahili." in html
    assert "parts: 1 · GSM-7" in html
    assert "KES 0.80" in html


@pytest.mark.parametrize("typed", ["%(ward)s %", "%(ward)", "100%", "%s", "%(x)s", "\x00", "嗎" * 600])
def test_whatever_is_typed_is_answered_while_one_types(client: FlaskClient, sign_in: SignIn, typed: str) -> None:
    sign_in(client, "mutheu")

    assert client.post(f"{address(YOUR_WARD)}/count", data={"text": typed, "plain": typed}).status_code == 200


def test_the_overview_says_what_is_spoken_and_what_keeps_a_road_in_swahili(client: FlaskClient, sign: Sign) -> None:
    def roads() -> dict[str, str]:
        page = BeautifulSoup(client.get(f"{DESK}/").text, "html.parser")
        kamba = page.find("h3", string=re.compile("Kamba"))
        assert kamba is not None
        items = kamba.find_next("ul", class_="tasks").find_all("li", recursive=False)  # type: ignore[union-attr]
        return {str(item.span.text): " ".join(item.text.split()) for item in items}

    sign(words.LEAVE_MBIU, "Wĩenda kũtia Mbiu?")
    before = roads()["Leaving by USSD"]
    sign(words.NO_MORE_WARNINGS, "Ndũkakwata ũkany'o ĩngĩ.")
    sign(words.LEFT, "Nĩwatia Mbiu.")

    assert "in Swahili sentences missing: 2" in before
    assert words.LEFT in before
    assert words.LEAVE_MBIU not in before
    assert "spoken" in roads()["Leaving by USSD"]


def test_signed_words_whose_english_changed_are_said_no_more_and_listed(
    client: FlaskClient, sign_in: SignIn, session: Session, clock: Callable[[], object]
) -> None:
    line = Wording(
        language=Language.KAMBA, msgid="An old sentence.", text="Kĩla kya tene.", plain="Kila kya tene.",
        fingerprint="f", officer_id=None, signer="Mutheu Nzioka", dialect="Kitui", signed_at=clock(),  # type: ignore[arg-type]
    )  # fmt: skip
    session.add(line)
    session.commit()
    sign_in(client, "mwende")

    assert "Kĩla kya tene. (An old sentence.; Mutheu Nzioka)" in said(client.get(f"{DESK}/"))


def test_the_ledger_is_downloaded_whole(client: FlaskClient, sign: Sign) -> None:
    sign(HOW_TO_LEAVE, SIGNED)
    client.post(f"{address(HOW_TO_LEAVE)}/take-out", data={"seen": seen(client, HOW_TO_LEAVE), "dialect": "Kitui"})

    rows = list(csv.DictReader(io.StringIO(client.get(f"{DESK}/ledger.csv").text)))

    assert [(row["language"], row["msgid"], row["signer"], row["text"], row["plain"]) for row in rows] == [
        ("kam", HOW_TO_LEAVE, "Mutheu Nzioka", SIGNED, PLAIN),
        ("kam", HOW_TO_LEAVE, "Mutheu Nzioka", "", ""),
    ]


def test_without_the_database_phones_still_hear_the_words_of_the_files(app: Flask) -> None:
    services = app.extensions["mbiu"]
    services.sessions.kw["bind"].dispose()
    broken = services.sessions.kw["bind"].url.set(database="nosuchdatabase")

    services.sessions.configure(bind=db.connect(broken.render_as_string(hide_password=False)))

    assert services.catalog.say(words.EMERGENCY_NUMBERS, "kam") == "Namba sya utethyo"
