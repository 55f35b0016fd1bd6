"""Handing a report to responders on the console: nothing leaves that was not shown, marked parts are confirmed."""

import re
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from flask import Flask, g, render_template
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.incident_panels import panels
from domain import referrals, responders, timeline
from domain.audit import Audit
from domain.incidents import Handling, Incident, Verification
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.referrals import Answer
from domain.responders import Responder, ResponderKind
from domain.sealed_columns import STEP_WORDS, TEXT_BODY
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText
from domain.timeline import Act
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.make import SAGALLA, make_incident, make_officer, make_responder

SECRET = "Mutua wa mto alisema ng'ombe"


@dataclass
class Desk:
    """Wanza at the page of one report."""

    client: FlaskClient
    session: Session
    vault: Vault
    incident: Incident
    chief: Responder
    police: Responder

    @property
    def address(self) -> str:
        return f"/console/incidents/{self.incident.id}/refer"

    @property
    def step(self) -> int:
        """The last step an officer took: what a page shows that was opened now."""
        return max((step.id for step in timeline.of(self.session, self.incident) if step.officer_id), default=0)

    def press(self, press: str = "look", status: int = 200, **fields: object) -> str:
        form = {
            "then0": self.chief.id,
            "need": "mediation",
            "area": self.incident.ward,
            "time": "day",
            "ongoing": "yes",
            "step": self.step,
        }
        answer = self.client.post(self.address, data={**form, **fields, "press": press})
        assert answer.status_code == status, answer.text
        self.session.rollback()
        return answer.text

    def send(self, **fields: object) -> None:
        """Look, and send what was shown."""
        self.press("send", 303, **fields, seen=stamp(self.press(**fields)))

    def act(self, path: str, **fields: str) -> int:
        status = self.client.post(f"{self.address}/{path}", data=fields).status_code
        self.session.rollback()
        self.session.expire_all()
        return status

    @property
    def texts(self) -> list[str]:
        rows = self.session.scalars(select(SingleText).where(SingleText.reason == Reason.CASE).order_by(SingleText.id))
        return [TEXT_BODY.read(self.vault, row) for row in rows]

    @property
    def audited(self) -> list[str]:
        of_it = select(Audit.what).where(Audit.subject == f"incident {self.incident.id}")
        return list(self.session.scalars(of_it.order_by(Audit.id)))


def stamp(page: str) -> str:
    found = BeautifulSoup(page, "html.parser").find("input", {"name": "seen"})
    assert found is not None, page
    return str(found["value"])


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignIn, session: Session, vault: Vault, clock: Clock) -> Desk:
    incident = make_incident(session, clock.now, kind=Kind.HERDER_FARMER, vault=vault, words=SECRET)
    chief, police = make_responder(session, vault, "Chief of Endau"), make_responder(session, vault, "OCS Mutitu")
    session.commit()
    sign_in(client, "wanza")
    return Desk(client, session, vault, incident, chief, police)


def test_the_first_press_shows_and_the_second_sends_exactly_that(desk: Desk) -> None:
    page = desk.client.get(desk.address).text
    assert "Chief of Endau" in page
    assert "ng'ombe" not in page, "nothing of their words"
    shown = desk.press()
    assert desk.texts == []
    text = BeautifulSoup(shown, "html.parser").select_one("blockquote.said")
    assert text is not None
    assert "Messages: 2, KES 1.60 for each" in shown

    desk.press("send", 303, seen=stamp(shown))
    [sent] = desk.texts
    [case] = referrals.of(desk.session, desk.incident)
    assert sent == text.text.replace("XXXXX", case.case_number)
    assert desk.incident.code_word not in sent
    assert "Mutua" not in sent
    assert desk.audited == ["referred"]
    assert (desk.incident.handling, case.answer) == (Handling.REFERRED, Answer.WAITING)


def test_what_was_changed_since_it_was_shown_is_shown_again(desk: Desk) -> None:
    seen = stamp(desk.press())
    assert "What they will read" in desk.press("send", 200, seen=seen, note="Wazee wawili watakuja")
    assert "What they will read" in desk.press("send", 200, seen=seen, then1=desk.police.id)
    assert desk.texts == []
    desk.press("send", 303, seen=seen)
    assert "has this report already" in desk.press("send", 422, seen=seen), "pressed twice"
    assert len(desk.texts) == 1


def test_a_marked_part_is_taken_out_or_confirmed(desk: Desk) -> None:
    note = {"note": "Uliza kwa Mzee Zakayo 0712 345 678 wa Wakamba"}
    page = desk.press(**note)
    for part in ("Zakayo", "0712 345 678", "Wakamba"):
        assert f"“{part}” looks like" in page
    assert "Take out each marked part" in desk.press("send", 422, **note, seen=stamp(page), confirmed=["Zakayo"])
    assert desk.texts == []
    desk.press("send", 303, **note, seen=stamp(page), confirmed=["Zakayo", "0712 345 678", "Wakamba"])
    assert "Zakayo" in desk.texts[0]


def test_a_place_nearer_than_it_should_be_needs_a_tick_and_a_reason_which_stays_in_the_timeline(desk: Desk) -> None:
    near = {"nearer": "kisima cha shule"}
    assert "Say why the responder" in desk.press(status=422, **near)
    assert "on purpose" in desk.press(status=422, **near, reason="Two wells")
    desk.send(**near, reason="Two wells", finer="yes")
    assert "kisima cha shule, Endau" in desk.texts[0]
    [step] = [step for step in timeline.of(desk.session, desk.incident) if step.act is Act.REFERRED]
    assert STEP_WORDS.read(desk.vault, step) == "Two wells"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"then0": ""}, "Choose whom to tell"),
        ({"then1": "999"}, "Choose whom to tell"),
        ({"need": ""}, "Choose what is needed"),
        ({"area": SAGALLA}, "changed meanwhile"),
        ({"time": "half_day"}, "changed meanwhile"),
        ({"note": "x " * 99}, "letters too long"),
    ],
)
def test_what_cannot_be_sent_is_said(desk: Desk, fields: dict[str, str], why: str) -> None:
    assert why in desk.press(status=422, **fields)
    assert desk.texts == []


def test_a_party_is_not_offered_and_can_be_offered_again(desk: Desk) -> None:
    desk.send(then1=desk.police.id)
    assert desk.act(f"party/{desk.chief.id}") == 303
    states = [case.answer for case in referrals.of(desk.session, desk.incident)]
    assert states == [Answer.WAITING, Answer.WITHDRAWN], "the next has it"
    assert desk.texts[0] == "", "the text never left"
    page = desk.client.get(desk.address).text
    assert f'<option value="{desk.chief.id}"' not in page
    assert "Choose whom to tell" in desk.press(status=422)
    assert desk.act(f"party/{desk.chief.id}", act="unmark") == 303
    assert responders.bar(desk.session, desk.chief, desk.incident) is None
    assert desk.audited == ["referred", "marked a party", "unmarked a party"]


def test_a_case_is_withdrawn_and_an_answer_by_telephone_written_down(desk: Desk) -> None:
    desk.send(then1=desk.police.id)
    [case] = referrals.of(desk.session, desk.incident)
    assert desk.act(f"{case.id}/answer", answer="found") == 303
    assert case.answer is Answer.WAITING, "they must have found something"
    assert desk.act(f"{case.id}/answer", answer="waiting") == 400
    assert desk.act(f"{case.id}/answer", answer="on_it", words="Alipiga simu") == 303
    assert case.answer is Answer.ON_IT
    assert desk.act(f"{case.id}/withdraw") == 303
    assert case.answer is Answer.WITHDRAWN
    assert desk.act(f"{case.id}/withdraw") == 303, "said in a flash, and nothing changed"
    assert desk.act("12345/withdraw") == 404
    assert desk.audited == ["referred", "wrote down an answer", "withdrew a case"]


def test_a_neighbour_without_a_number_is_handed_a_printed_note(desk: Desk) -> None:
    details = responders.Details(
        ResponderKind.NEIGHBOUR, "Garsen peace office", language=Language.ENGLISH, beyond="Tana River"
    )
    tana = responders.add(desk.session, desk.vault, "kitui", details)
    desk.session.commit()
    page = desk.press(then0=tana.id)
    answer = desk.client.post(
        desk.address,
        data={"then0": tana.id, "need": "mediation", "area": desk.incident.ward, "time": "day", "ongoing": "yes",
              "step": desk.step, "press": "send", "seen": stamp(page)},
    )  # fmt: skip
    [case] = referrals.of(desk.session, desk.incident)
    assert answer.location.endswith(f"/refer/{case.id}/note")
    note = desk.client.get(answer.location).text
    assert f"Mbiu case {case.case_number}: herders and farmers" in note
    assert desk.incident.code_word not in note
    assert desk.texts == []


def test_another_countys_report_is_not_there(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    make_officer(desk.session, "taita", Grant(role=Role.PEACE, county="taita-taveta"))
    desk.session.commit()
    sign_in(client, "taita")
    for path in ("", "/1/note"):
        assert client.get(desk.address + path).status_code == 404
    for path in ("", "/1/withdraw", "/1/answer", f"/party/{desk.chief.id}"):
        assert client.post(desk.address + path).status_code == 404
    sign_in(client, "kilonzo")
    assert client.get(desk.address).status_code == 403


def test_the_panel_shows_who_has_it_and_what_came_after_closing(
    app: Flask, desk: Desk, cast: dict[str, Officer], clock: Clock
) -> None:
    desk.send(then1=desk.police.id)
    incident = desk.session.get_one(Incident, desk.incident.id)

    def shown() -> str:
        with app.test_request_context():
            g.officer = cast["wanza"]
            return render_template("incidents/_referrals.html", **panels(incident))

    page = shown()
    [case] = referrals.of(desk.session, incident)
    for words in (
        case.case_number,
        "No answer yet",
        "If they cannot or do not answer: OCS Mutitu",
        "Take it back",
        "May be a party",
    ):
        assert words in page
    assert not re.search(r"\d{6}", page), "no number"
    incident.verify(Verification.CONFIRMED, clock.now)
    incident.handle(Handling.CLOSED, clock.now)
    desk.session.commit()
    assert desk.act(f"{case.id}/answer", answer="found", words="Wamepatana") == 303
    incident = desk.session.get_one(Incident, incident.id)
    page = shown()
    assert "answered after this report was closed" in page
    assert "Wamepatana" in page
    assert "Hand it to a responder" not in page
    assert incident.code_word in desk.client.get("/console/").text, "it stands on the desk"


def test_two_who_refer_at_once_are_told_of_each_other(desk: Desk) -> None:
    opened = desk.step
    desk.send(then0=desk.police.id)
    for press in ("look", "send"):
        page = desk.press(press, 422, step=opened)
        assert "Somebody was quicker" in page
        assert "sent it to OCS Mutitu (" in page, "what was done meanwhile"
    assert len(desk.texts) == 1


def test_another_countys_responder_is_not_marked_on_a_report_without_a_place(desk: Desk, sign_in: SignIn) -> None:
    make_officer(desk.session, "kitui", Grant(role=Role.PEACE, county="kitui"))
    desk.incident.ward = None
    far = make_responder(desk.session, desk.vault, "OCS Voi", county="taita-taveta")
    desk.session.commit()
    sign_in(desk.client, "kitui")

    assert desk.act(f"party/{far.id}") == 404
    assert desk.act(f"party/{desk.chief.id}") == 303


def test_the_timeline_says_to_whom_and_closing_stands_down_who_has_it(desk: Desk, clock: Clock) -> None:
    desk.send(then1=desk.police.id)
    [first] = referrals.of(desk.session, desk.incident)
    desk.act(f"{first.id}/answer", answer="cannot")
    desk.act(f"party/{desk.police.id}")
    desk.send()
    third = referrals.of(desk.session, desk.incident)[0]
    desk.act(f"{third.id}/answer", answer="on_it")
    desk.session.get_one(Incident, desk.incident.id).verify(Verification.CONFIRMED, clock.now)
    desk.session.commit()

    report = f"/console/incidents/{desk.incident.id}"
    form = {"choice": "closed", "words": "Wamepatana", "seen": desk.step}
    page = desk.client.post(f"{report}/handle", data=form, follow_redirects=True).text
    for told in (
        f"sent it to Chief of Endau ({first.case_number})",
        f"has the answer of Chief of Endau ({first.case_number})",
        "marked OCS Mutitu as a possible party",
        "took back what was sent to OCS Mutitu (",
        f"took back what was sent to Chief of Endau ({third.case_number})",
    ):
        assert told in page, told
    desk.session.expire_all()
    assert third.answer is Answer.WITHDRAWN


def test_moving_a_report_to_the_restricted_ones_takes_back_its_texts(desk: Desk) -> None:
    desk.send()
    address = f"/console/incidents/{desk.incident.id}/restricted"
    assert "What has left stays on the telephones" in desk.client.get(address).text

    assert desk.client.post(address, data={"kind": "child", "seen": desk.step}).status_code == 303
    desk.session.rollback()
    assert desk.texts == [""]
