"""What responders answer by SMS: to which case it goes, and that nothing else of theirs is swallowed."""

import itertools
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.case_answers import CALL_THEM, Reading, read
from domain import conversations, referrals, responders, timeline
from domain.conversations import Ask, Question
from domain.incidents import Handling, Incident, Verification
from domain.languages import Language
from domain.officers import Grant, Role
from domain.phones import Phone
from domain.referrals import Answer, Need, Referral
from domain.replies import Reply
from domain.responders import Responder
from domain.sealed_columns import REFERRAL_ANSWER, STEP_WORDS, TEXT_BODY
from domain.texts import Reason, SingleText
from domain.vault import Vault
from messages import case_recall, referring
from messages.referring import Plan
from tests.bot.conftest import Clock
from tests.bot.test_hooks import sms
from tests.make import make_incident, make_officer, make_responder, make_subscriber

CHIEF, STRANGER = "+254711000601", "+254711000602"
ON_IT, CANNOT, FOUND = Answer.ON_IT, Answer.CANNOT, Answer.FOUND


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("1", Reading(ON_IT, digit=True)),
        (" 2. ", Reading(CANNOT, digit=True)),
        ("moja", Reading(ON_IT, digit=True)),
        ("1 A34D7", Reading(ON_IT, "A34D7", digit=True)),
        ("a34d7 1", Reading(ON_IT, "A34D7", digit=True)),
        ("1 na kesi A34D7", Reading(ON_IT, "A34D7", digit=True)),
        ("Kesi A34D7: 2", Reading(CANNOT, "A34D7", digit=True)),
        ("1 niko njiani", Reading(ON_IT, words="niko njiani", digit=True)),
        ("3 Tumekutana, wametulia", Reading(FOUND, words="Tumekutana, wametulia", digit=True)),
        ("3. A34D7 mbuzi 12 zimepatikana", Reading(FOUND, "A34D7", "mbuzi 12 zimepatikana", digit=True)),
        ("A34D7 3 wametulia", Reading(FOUND, "A34D7", "wametulia", digit=True)),
        ("A34D7 wametulia kisimani", Reading(FOUND, "A34D7", "wametulia kisimani")),
        ("3", Reading(FOUND, digit=True)),
        ("A34D7", Reading(None, "A34D7")),
        ("Niko njiani, asante", Reading(ON_IT, words="Niko njiani, asante")),
        ("I am on my way", Reading(ON_IT, words="I am on my way")),
        ("siwezi", Reading(CANNOT, words="siwezi")),
        ("A34D7 siwezi", Reading(CANNOT, "A34D7", "siwezi")),
        ("1 K7B2X", Reading(ON_IT, "K7B2X", digit=True)),
        ("2 ng'ombe zimeibwa Mutha", None),
        ("1 mtu ameuawa", None),
        ("12", None),
        ("4", None),
        ("Habari ya mvua?", None),
        ("JIUNGE Mutha", None),
        ("", None),
    ],
)
def test_reading(text: str, reading: Reading | None) -> None:
    assert read(text) == reading


@dataclass
class Desk:
    """A chief's telephone, and what the desk has given them."""

    client: FlaskClient
    session: Session
    vault: Vault
    clock: Clock
    chief: Responder
    ids: "itertools.count[int]"

    def give(self, *after: Responder) -> Referral:
        """A case of an incident of its own."""
        officer = make_officer(self.session, f"peace{next(self.ids)}", Grant(role=Role.PEACE))
        incident = make_incident(self.session, self.clock.now, vault=self.vault)
        chain = (self.chief.id, *(one.id for one in after))
        plan = Plan(Need.CHECK, {Language.SWAHILI: "maji."}, chain)
        case = referring.refer(self.session, self.vault, incident, officer, plan, self.clock.now)
        self.session.commit()
        return case

    def says(self, *texts: str, phone: str = CHIEF) -> str:
        """Text us; our last answer."""
        for text in texts:
            self.clock.forward(timedelta(minutes=1, seconds=1))
            sms(self.client, text, f"text{next(self.ids)}", phone)
        self.session.expire_all()
        self.session.rollback()
        rows = select(SingleText).where(SingleText.reason == Reason.REPLY).order_by(SingleText.id.desc())
        last = self.session.scalars(rows.limit(1)).first()
        return TEXT_BODY.read(self.vault, last) if last else ""

    def words(self, case: Referral) -> list[str]:
        """What the timeline keeps of the answers to it."""
        incident = self.session.get_one(Incident, case.incident_id)
        steps = timeline.of(self.session, incident)
        return [
            STEP_WORDS.read(self.vault, step)
            for step in steps
            if step.act is timeline.Act.ANSWERED and step.words_sealed
        ]

    def count(self, table: type) -> int:
        return self.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def desk(client: FlaskClient, session: Session, vault: Vault, clock: Clock) -> Desk:
    chief = make_responder(session, vault, "Chief", phone=Phone(CHIEF))
    session.commit()
    return Desk(client, session, vault, clock, chief, itertools.count(1))


def test_a_digit_answers_the_one_case_and_later_answers_change_earlier_ones(desk: Desk) -> None:
    case = desk.give()
    assert desk.says("1") == f"Asante. Imehifadhiwa kwa kesi {case.case_number}."
    assert case.answer is ON_IT
    assert "Asante" in desk.says("3 Tumekutana kisimani, wametulia")
    assert (case.answer, desk.words(case)) == (FOUND, ["1", "3 Tumekutana kisimani, wametulia"])
    assert REFERRAL_ANSWER.read(desk.vault, case) == "Tumekutana kisimani, wametulia"


def test_who_cannot_hears_that_somebody_else_is_asked(desk: Desk) -> None:
    next_one = make_responder(desk.session, desk.vault, "OCS")
    case = desk.give(next_one)
    assert "inapewa mwingine" in desk.says("siwezi")
    assert case.answer is CANNOT
    [second] = desk.session.scalars(select(Referral).where(Referral.responder_id == next_one.id))
    assert second.answer is Answer.WAITING


def test_with_several_cases_it_is_asked_which_and_the_number_decides(desk: Desk) -> None:
    first, second = desk.give(), desk.give()
    which = desk.says("1")
    assert first.case_number in which
    assert second.case_number in which
    assert first.answer is second.answer is Answer.WAITING
    desk.says(f"1 {second.case_number.lower()}")
    assert (first.answer, second.answer) == (Answer.WAITING, ON_IT)
    desk.says("1")
    assert first.answer is ON_IT, "only one was waiting"
    assert "Kesi ipi" in desk.says("3 wametulia")


def test_a_number_that_is_not_theirs_is_told_so(desk: Desk) -> None:
    other = make_responder(desk.session, desk.vault, "OCS", phone=Phone(STRANGER))
    mine = desk.give()
    assert "Hatuna kesi AAAA3" in desk.says("1 AAAA3")
    assert f"Hatuna kesi {mine.case_number}" in desk.says(f"1 {mine.case_number}", phone=STRANGER)
    assert other.id != mine.responder_id
    assert mine.answer is Answer.WAITING
    assert "jibu 1" in desk.says(mine.case_number)
    assert "jibu 1" in desk.says("3")


def test_with_a_question_open_a_bare_digit_asks_for_the_number(
    desk: Desk, places, session: Session, vault: Vault
) -> None:
    make_subscriber(session, vault, places, desk.clock.now, phone=Phone(CHIEF))
    case = desk.give()
    conversations.ask(session, vault, Phone(CHIEF), Question(Ask.STAY, language="sw"), desk.clock.now)
    session.commit()
    assert case.case_number in desk.says("1")
    assert case.answer is Answer.WAITING
    desk.says(f"1 {case.case_number}")
    assert case.answer is ON_IT
    found = conversations.opened(session, vault, Phone(CHIEF), desk.clock.now)
    assert found is not None, "the question stands"


@pytest.mark.parametrize(
    "text", ["2 ng'ombe zimeibwa Mutha", "Mvua itanyesha lini?", "RIPOTI wezi Mutha", "JIUNGE Mutha"]
)
def test_what_answers_no_case_goes_the_usual_road(desk: Desk, text: str) -> None:
    case = desk.give()
    said = desk.says(text)
    assert said
    assert case.case_number not in said
    assert (case.answer, desk.words(case)) == (Answer.WAITING, [])


def test_a_stranger_answers_no_case_and_neither_does_a_chief_without_one(desk: Desk) -> None:
    assert "Kesi" not in desk.says("1")
    case = desk.give()
    desk.says("1", "3 wametulia", f"3 {case.case_number} wametulia", phone=STRANGER)
    assert case.answer is Answer.WAITING
    assert desk.count(Reply) > 0, "their words are for an officer, as anybody's"


def test_an_answer_to_an_incident_closed_last_week_is_kept_seen_and_thanked(desk: Desk) -> None:
    case = desk.give()
    incident = desk.session.get_one(Incident, case.incident_id)
    incident.verify(Verification.CONFIRMED, desk.clock.now)
    incident.handle(Handling.CLOSED, desk.clock.now)
    desk.session.commit()
    desk.clock.forward(timedelta(days=7))
    assert "Asante" in desk.says("3 wamepatana jana")
    assert desk.words(case) == ["3 wamepatana jana"]
    assert referrals.after_closing(desk.session, None, desk.clock.now) == [incident]


def test_what_was_taken_back_stays_so_and_their_words_are_kept(desk: Desk) -> None:
    case = desk.give()
    incident = desk.session.get_one(Incident, case.incident_id)
    officer = make_officer(desk.session, "wanza", Grant(role=Role.PEACE))
    case_recall.party(desk.session, desk.vault, incident, desk.chief, officer, desk.clock.now)
    desk.session.commit()
    assert "imeondolewa" in desk.says("1")
    desk.says("3 nilikuwa hapo")
    assert (case.answer, desk.words(case)) == (Answer.WITHDRAWN, ["1", "3 nilikuwa hapo"])


def test_stop_stops_and_what_waits_goes_on(desk: Desk) -> None:
    next_one = make_responder(desk.session, desk.vault, "OCS")
    case = desk.give(next_one)
    assert desk.says("STOP")
    assert desk.chief.stopped_at is not None
    assert (case.answer, desk.words(case)) == (CANNOT, ["2 STOP"])
    assert desk.count(Referral) == 2
    incident = desk.session.get_one(Incident, case.incident_id)
    assert responders.bar(desk.session, desk.chief, incident) is responders.Bar.STOPPED


def test_restricted_words_in_an_answer_are_not_kept(desk: Desk) -> None:
    case = desk.give()
    assert "1195" in desk.says("3 msichana alibakwa kisimani")
    assert (case.answer, desk.words(case)) == (FOUND, [f"3 {CALL_THEM}"])
    assert desk.count(Reply) == 0


def test_no_moment_joins_an_answer_to_the_telephone(desk: Desk) -> None:
    desk.clock.forward(timedelta(seconds=17))
    case = desk.give()
    desk.says("1")
    texts = set(desk.session.scalars(select(SingleText.created_at)))
    incident = desk.session.get_one(Incident, case.incident_id)
    moments = {step.at for step in timeline.of(desk.session, incident)} | {case.sent_at, case.answered_at}
    assert not texts & moments
