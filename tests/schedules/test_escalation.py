"""A case on its way from responder to responder, with the clock as an argument: every road there is."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from domain import incidents, matches, referrals, responders, sightings, timeline
from domain.completions import Withdrawal
from domain.incidents import Handling, Incident, Verification
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.referrals import CASE_NUMBER, Answer, Need, Referral
from domain.refusals import Refusal
from domain.responders import Responder
from domain.sealed_columns import RESPONDER_PHONE, STEP_WORDS, TEXT_BODY, TEXT_PHONE
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.texts import Reason, SingleText, State
from domain.timeline import Act
from domain.triage import CLOCKS, Level
from messages import alert_words, case_recall, case_words, outbox, referring
from messages.referring import Plan
from schedules import escalation
from schedules.crew import Crew
from tests.make import make_incident, make_officer, make_responder
from tests.schedules.conftest import WallClock

WORDS = {Language.SWAHILI: "maji, Kitui East.", Language.ENGLISH: "water, Kitui East."}
LEAD = "+254711999007"


@dataclass
class Case:
    """One incident, an officer, and three on the county's list."""

    session: Session
    crew: Crew
    clock: WallClock
    incident: Incident
    officer: Officer
    chief: Responder
    police: Responder
    red_cross: Responder

    def refer(self, *chain: Responder, reason: str = "") -> Referral:
        plan = Plan(Need.MEDIATION, WORDS, tuple(one.id for one in chain), reason)
        case = referring.refer(self.session, self.crew.vault, self.incident, self.officer, plan, self.clock())
        self.session.commit()
        return case

    def wait(self, level: Level = Level.LOW) -> None:
        self.clock.moment += CLOCKS[level].answer
        escalation.pass_on_unanswered(self.crew)
        self.session.expire_all()

    def answer(self, said: Answer, words: str = "", case: Referral | None = None) -> None:
        last = case or self.cases[0]
        referring.answer(self.session, self.crew.vault, self.incident, last, said, words, self.clock())
        self.session.commit()

    @property
    def cases(self) -> list[Referral]:
        """The newest first."""
        return referrals.of(self.session, self.incident)

    @property
    def states(self) -> list[tuple[str, Answer]]:
        """Who has it and what became of it, in the order they were told."""
        found = {one.id: one.name for one in responders.of_counties(self.session, None)}
        return [(found[case.responder_id], case.answer) for case in reversed(self.cases)]

    @property
    def acts(self) -> list[Act]:
        return [step.act for step in timeline.of(self.session, self.incident)]

    def texts(self, phone: Responder | str) -> list[str]:
        """What lies ready for one number."""
        number = phone if isinstance(phone, str) else RESPONDER_PHONE.read(self.crew.vault, phone)
        rows = self.session.scalars(select(SingleText).where(SingleText.state == State.QUEUED).order_by(SingleText.id))
        return [
            TEXT_BODY.read(self.crew.vault, row)
            for row in rows
            if TEXT_PHONE.phone(self.crew.vault, row).e164 == number
        ]


@pytest.fixture
def case(session: Session, crew: Crew, clock: WallClock) -> Case:
    clock.moment += timedelta(seconds=17)
    vault = crew.vault
    incident = make_incident(session, clock(), vault=vault, words="Mutua na ng'ombe wake")
    officer = make_officer(session, "wanza", Grant(role=Role.PEACE))
    chief, police, red_cross = (make_responder(session, vault, name) for name in ("Chief", "OCS", "Red Cross"))
    red_cross.language = Language.ENGLISH
    session.commit()
    return Case(session, crew, clock, incident, officer, chief, police, red_cross)


def test_a_case_is_told_under_a_number_of_its_own_and_nothing_else_leaves(case: Case) -> None:
    referral = case.refer(case.chief, case.police, reason="Two dams")

    assert CASE_NUMBER.fullmatch(referral.case_number)
    assert case.texts(case.chief) == [
        f"Mbiu, kesi {referral.case_number}: maji, Kitui East. Jibu 1 naenda, 2 siwezi, 3 na ulichokuta."
    ]
    assert case.texts(case.police) == []
    assert case.incident.code_word not in case.texts(case.chief)[0]
    assert case.incident.handling is Handling.REFERRED
    [step] = timeline.of(case.session, case.incident)
    assert (step.act, step.value, step.officer_id) == (Act.REFERRED, str(referral.id), case.officer.id)
    assert STEP_WORDS.read(case.crew.vault, step) == "Two dams"
    assert (step.at.second, referral.sent_at.second) == (0, 0), "the text has the exact moment"


def test_no_answer_goes_to_the_next_then_to_the_lead_once_and_is_late_on_the_desk(case: Case) -> None:
    make_officer(case.session, "lead", Grant(role=Role.LEAD, county="kitui"), phone=LEAD, vault=case.crew.vault)
    make_officer(
        case.session, "far", Grant(role=Role.LEAD, county="makueni"), phone="+254711999008", vault=case.crew.vault
    )
    case.incident.verify(Verification.CONFIRMED, case.clock())
    case.refer(case.chief, case.police)
    escalation.pass_on_unanswered(case.crew)
    assert case.states == [("Chief", Answer.WAITING)], "its time is not over"

    case.wait()
    escalation.pass_on_unanswered(case.crew)
    assert case.states == [("Chief", Answer.SILENT), ("OCS", Answer.WAITING)]
    [text] = case.texts(case.police)
    assert case.cases[0].case_number in text
    assert case.cases[0].case_number != case.cases[1].case_number
    assert case.texts(LEAD) == []
    assert not case.incident.late(case.clock())

    case.wait()
    case.wait()
    assert case.states == [("Chief", Answer.SILENT), ("OCS", Answer.SILENT)]
    [told] = case.texts(LEAD)
    assert case.incident.code_word in told
    assert case.texts("+254711999008") == []
    assert case.incident.late(case.clock())
    assert case.acts == [Act.REFERRED, Act.SILENT, Act.REFERRED, Act.SILENT, Act.LEAD_TOLD]


def test_a_lead_whose_number_cannot_be_opened_holds_back_nobody(case: Case) -> None:
    lead = make_officer(case.session, "lead", Grant(role=Role.LEAD), phone="+254711999008", vault=case.crew.vault)
    lead.phone_sealed = b"sealed under a lost key"
    make_officer(case.session, "duty", Grant(role=Role.PEACE), phone=LEAD, vault=case.crew.vault, on_duty=True)
    case.refer(case.chief)

    case.wait()

    assert case.states == [("Chief", Answer.SILENT)]
    assert len(case.texts(LEAD)) == 1


def test_without_a_lead_the_peace_officers_on_duty_hear(case: Case) -> None:
    make_officer(case.session, "duty", Grant(role=Role.PEACE), phone=LEAD, vault=case.crew.vault, on_duty=True)
    case.refer(case.chief)
    case.wait()
    assert len(case.texts(LEAD)) == 1


@pytest.mark.parametrize("said", [Answer.ON_IT, Answer.FOUND])
def test_who_takes_it_is_not_passed_over(case: Case, said: Answer) -> None:
    case.refer(case.chief, case.police)
    case.answer(said, "Tumekutana" if said is Answer.FOUND else "")
    case.wait()

    assert case.states == [("Chief", said)]


def test_who_cannot_is_passed_over_at_once_and_may_answer_again(case: Case) -> None:
    case.refer(case.chief, case.red_cross)
    case.answer(Answer.CANNOT)
    assert case.states == [("Chief", Answer.CANNOT), ("Red Cross", Answer.WAITING)]
    assert "Reply 1 on it" in case.texts(case.red_cross)[0]

    chief = case.cases[1]
    case.answer(Answer.FOUND, "Wamepatana", chief)
    case.answer(Answer.CANNOT, "", chief)
    assert case.states == [("Chief", Answer.CANNOT), ("Red Cross", Answer.WAITING)], "it has gone on already"
    assert case.acts == [Act.REFERRED, Act.ANSWERED, Act.REFERRED, Act.ANSWERED, Act.ANSWERED]
    assert len(case.texts(case.red_cross)) == 1


def test_one_that_said_yes_and_then_no_is_passed_over_once(case: Case) -> None:
    first = case.refer(case.chief, case.police)
    for said in (Answer.ON_IT, Answer.CANNOT, Answer.ON_IT, Answer.CANNOT):
        case.answer(said, "", first)
    assert case.states == [("Chief", Answer.CANNOT), ("OCS", Answer.WAITING)]
    assert Act.LEAD_TOLD not in case.acts


@pytest.mark.parametrize("why", ["party", "kind", "stopped", "inactive", "sealed"])
def test_in_the_chain_it_is_asked_again_who_may_be_told(case: Case, why: str) -> None:
    case.refer(case.chief, case.police, case.red_cross)
    if why == "party":
        case_recall.party(case.session, case.crew.vault, case.incident, case.police, case.officer, case.clock())
    elif why == "kind":
        case.police.party_kinds = [Kind.WATER_PASTURE.value]
    elif why == "stopped":
        case_recall.stop(case.session, case.crew.vault, [case.police], case.clock())
    elif why == "sealed":
        case.police.phone_sealed = b"not ours"
    else:
        case_recall.deactivate(case.session, case.crew.vault, case.police, case.officer, case.clock())
    case.session.commit()
    case.wait()

    assert case.states == [("Chief", Answer.SILENT), ("Red Cross", Answer.WAITING)]
    assert why == "sealed" or case.texts(case.police) == []


@pytest.mark.parametrize("left", [False, True])
def test_a_party_is_not_told_on_the_way_either(case: Case, left: bool) -> None:
    case.refer(case.chief, case.police)
    if left:
        for text in case.session.scalars(select(SingleText)):
            text.settle(State.ACCEPTED, case.clock())
    case_recall.party(case.session, case.crew.vault, case.incident, case.chief, case.officer, case.clock())
    case.session.commit()

    assert case.texts(case.chief) == []
    assert case.states == [("Chief", Answer.WITHDRAWN), ("OCS", Answer.WAITING)]
    assert case.acts[:3] == [Act.REFERRED, Act.PARTY, Act.WITHDRAWN]


def test_stop_and_leaving_the_list_send_what_waits_to_the_next(case: Case) -> None:
    case.refer(case.chief, case.police, case.red_cross)
    case_recall.stop(case.session, case.crew.vault, [case.chief], case.clock())
    assert case.states == [("Chief", Answer.CANNOT), ("OCS", Answer.WAITING)]
    assert case.texts(case.chief) == []
    case_recall.deactivate(case.session, case.crew.vault, case.police, case.officer, case.clock())
    assert case.states[1:] == [("OCS", Answer.WITHDRAWN), ("Red Cross", Answer.WAITING)]


@pytest.mark.parametrize(("left", "texts"), [(False, 0), (True, 1)])
def test_a_case_taken_back_goes_to_nobody_else_and_an_unsent_text_does_not_leave(
    case: Case, left: bool, texts: int
) -> None:
    first = case.refer(case.chief, case.police)
    if left:
        case.session.scalars(select(SingleText)).one().settle(State.DELIVERED, case.clock())
    case_recall.withdraw(case.session, case.crew.vault, case.incident, first, case.officer, case.clock())
    case.session.commit()
    case.wait()

    assert case.states == [("Chief", Answer.WITHDRAWN)]
    assert [first.case_number in text for text in case.texts(case.chief)] == [True] * texts
    with pytest.raises(Refusal, match="taken back already"):
        case_recall.withdraw(case.session, case.crew.vault, case.incident, first, case.officer, case.clock())


def test_of_a_closed_incident_nobody_is_told_and_an_answer_is_still_kept_and_seen(case: Case) -> None:
    first = case.refer(case.chief, case.police)
    case.incident.verify(Verification.CONFIRMED, case.clock())
    case.incident.handle(Handling.CLOSED, case.clock())
    case.session.commit()
    case.wait()
    assert case.states == [("Chief", Answer.WITHDRAWN)]
    assert case.texts(case.police) == []

    case.clock.moment += timedelta(days=7)
    assert referrals.after_closing(case.session, {"kitui"}, case.clock()) == []
    case.answer(Answer.FOUND, "Wamepatana", first)
    assert referrals.after_closing(case.session, {"kitui"}, case.clock()) == [case.incident]
    assert referrals.after_closing(case.session, {"makueni"}, case.clock()) == []
    assert case.incident.handling is Handling.CLOSED
    with pytest.raises(Refusal, match="open it again"):
        case.refer(case.police)


def test_cases_and_parties_go_where_the_sightings_went_and_the_mark_stays_with_a_source_split_off(case: Case) -> None:
    first, told = case.refer(case.chief, case.police), (case.session, case.crew.vault)
    second, last = (make_incident(case.session, case.clock(), vault=case.crew.vault) for _ in range(2))
    responders.mark_party(case.session, case.incident, case.red_cross, case.officer, case.clock())
    matches.join(*told, second, case.incident, case.officer, "", case.clock())
    matches.join(*told, last, second, case.officer, "", case.clock())
    case.session.commit()
    case.wait()

    assert [one.answer for one in referrals.of(case.session, last)] == [Answer.WAITING, Answer.SILENT]
    assert referrals.held(case.session, first.id) == (last, first)
    assert responders.bar(case.session, case.red_cross, last) is responders.Bar.PARTY
    part = matches.split(*told, last, 2, case.officer, "", case.clock())
    assert responders.bar(case.session, case.red_cross, part) is responders.Bar.PARTY


def test_a_party_to_the_one_has_no_case_of_the_other_after_they_are_joined(case: Case) -> None:
    case.refer(case.chief, case.police)
    other = make_incident(case.session, case.clock(), vault=case.crew.vault)
    responders.mark_party(case.session, other, case.chief, case.officer, case.clock())
    matches.join(case.session, case.crew.vault, case.incident, other, case.officer, "", case.clock())
    case_recall.leave_parties(case.session, case.crew.vault, case.incident, case.officer, case.clock())

    assert case.states == [("Chief", Answer.WITHDRAWN), ("OCS", Answer.WAITING)]
    assert case.texts(case.chief) == []


@pytest.mark.parametrize("change", ["false", "kind", "ward", "joined"])
def test_words_that_are_not_so_any_more_are_told_to_nobody_new(case: Case, change: str) -> None:
    first = case.refer(case.chief, case.police)
    incident = case.incident
    if change == "false":
        incident.verify(Verification.FALSE, case.clock())
    elif change == "kind":
        incident.kind = Kind.LIVESTOCK_THEFT
    elif change == "ward":
        incident.ward = "kitui.kitui-east.zombe-mwitika"
    else:
        case.incident = make_incident(case.session, case.clock(), kind=Kind.HERDER_FARMER, vault=case.crew.vault)
        matches.join(case.session, case.crew.vault, case.incident, incident, case.officer, "", case.clock())
    case.session.commit()
    case.wait()

    assert case.states == [("Chief", Answer.SILENT)]
    assert first.chain == []
    assert case.texts(case.police) == []
    case.clock.moment += timedelta(minutes=1)
    assert case.incident.late(case.clock())


@pytest.mark.parametrize("said", [None, Answer.ON_IT])
def test_whoever_has_a_case_is_stood_down_with_it(case: Case, said: Answer | None) -> None:
    first = case.refer(case.chief, case.police)
    case.session.scalars(select(SingleText)).one().settle(State.DELIVERED, case.clock())
    if said:
        case.answer(said)
    case_recall.stand_down(case.session, case.crew.vault, case.incident, case.officer, case.clock())
    case_recall.stand_down(case.session, case.crew.vault, case.incident, case.officer, case.clock())

    assert case.states == [("Chief", Answer.WITHDRAWN)]
    assert case.texts(case.chief) == [case_words.WITHDRAWN[Language.SWAHILI] % {"case": first.case_number}]


def test_nothing_leaves_any_more_about_a_report_that_is_deleted(case: Case) -> None:
    case.refer(case.chief, case.police)
    silent = case.refer(case.red_cross)
    silent.answer = Answer.SILENT  # their text waits still, as while no provider works
    other = make_incident(case.session, case.clock(), vault=case.crew.vault)
    vault, word = case.crew.vault, case.incident.code_word
    alerts = [
        f"Mbiu low report {word}: water, Kitui.",
        f"Mbiu low report {other.code_word}: water, Kitui.",
        alert_words.late([other.code_word, word], Language.ENGLISH),
        alert_words.late([word], Language.ENGLISH),
    ]
    for words in alerts:
        outbox.queue(case.session, vault, Phone(LEAD), words, reason=Reason.ALERT, now=case.clock())
    outbox.queue(case.session, vault, Phone(LEAD), "x", reason=Reason.ALERT, now=case.clock()).body_sealed = b"not ours"
    case_recall.forget(case.session, vault, case.incident, None, case.clock())

    queued = case.session.scalars(select(SingleText).where(SingleText.state == State.QUEUED).order_by(SingleText.id))
    assert [TEXT_BODY.read(vault, text) for text in queued if text.body_sealed != b"not ours"] == [
        alerts[1], alerts[2]
    ]  # fmt: skip
    assert [one.answer for one in case.cases] == [Answer.SILENT, Answer.WITHDRAWN]


def test_a_report_that_a_restricted_record_replaces_stands_down_who_was_told(case: Case) -> None:
    first = case.refer(case.chief, case.police)
    case.session.scalars(select(SingleText)).one().settle(State.DELIVERED, case.clock())
    number, [told] = first.case_number, sightings.of(case.session, case.incident)
    now = case.clock()
    case_recall.retract(case.session, case.crew.vault, Withdrawal(told.id), now, channel=Channel.SMS)

    [text] = case.texts(case.chief)
    assert text == case_words.WITHDRAWN[Language.SWAHILI] % {"case": number}
    last = case.session.scalars(select(SingleText).order_by(SingleText.id.desc())).first()
    assert last is not None
    assert last.created_at.second == 0, "the answer to whoever told has the exact moment"
    assert case.session.scalars(select(Referral.answer)).all() == [Answer.WITHDRAWN]
    assert told.words_sealed is None, "an officer has worked on it: the report stays, without what was told"


def test_a_text_to_a_number_that_was_changed_is_taken_back_and_one_that_cannot_be_opened_stops_nothing(
    case: Case,
) -> None:
    first, second = case.refer(case.chief), case.refer(case.police)
    old = case.texts(case.chief)
    make = responders.Details(case.chief.kind, case.chief.name, Phone("+254711000777"))
    responders.change(case.session, case.crew.vault, case.chief, make)
    case_recall.withdraw(case.session, case.crew.vault, case.incident, first, case.officer, case.clock())
    assert old
    assert case.session.scalar(select(SingleText.state).order_by(SingleText.id).limit(1)) is State.NOT_SENT
    assert case.texts("+254711000777") == []

    for text in case.session.scalars(select(SingleText).where(SingleText.state == State.QUEUED)):
        text.settle(State.DELIVERED, case.clock())
    case.police.phone_sealed = b"not ours"
    case_recall.withdraw(case.session, case.crew.vault, case.incident, second, case.officer, case.clock())
    assert second.answer is Answer.WITHDRAWN


@pytest.mark.parametrize("who", ["nobody", "twice", "busy", "party", "gone"])
def test_whom_nobody_may_choose_is_refused_and_nothing_is_kept(case: Case, who: str) -> None:
    chain = {"nobody": (), "twice": (case.chief, case.chief)}.get(who, (case.police, case.chief))
    if who == "busy":
        case.refer(case.chief)
    if who == "party":
        responders.mark_party(case.session, case.incident, case.chief, case.officer, case.clock())
    if who == "gone":
        case.chief.active = False
    case.session.commit()
    before = case.states
    with pytest.raises(Refusal):
        case.refer(*chain)
    case.session.rollback()
    assert case.states == before


def test_a_text_of_three_parts_is_refused(case: Case) -> None:
    plan = Plan(Need.CHECK, {Language.SWAHILI: "x" * 250}, (case.chief.id,))
    with pytest.raises(Refusal, match="letters too long"):
        referring.refer(case.session, case.crew.vault, case.incident, case.officer, plan, case.clock())


def test_the_level_gives_the_time(case: Case) -> None:
    case.incident.level = Level.CRITICAL
    referral = case.refer(case.chief, case.police)
    assert referral.due_at - referral.sent_at == timedelta(minutes=15)
    case.wait(Level.CRITICAL)
    assert case.states[-1] == ("OCS", Answer.WAITING)


def test_one_that_cannot_be_opened_holds_back_nobody(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    broken = case.refer(case.chief, case.police)
    broken.words_sealed = b"not ours"
    other = make_incident(case.session, case.clock(), vault=case.crew.vault)
    case.incident = other
    case.refer(case.chief, case.police)
    case.wait()

    assert [one.answer for one in case.cases] == [Answer.WAITING, Answer.SILENT]
    assert "Unsealable" in caplog.text


def test_two_clocks_pass_it_on_once(case: Case) -> None:
    first = case.refer(case.chief, case.police, case.red_cross)
    case.clock.moment += CLOCKS[Level.LOW].answer
    with case.crew.sessions() as another:
        incidents.locked(another, case.incident.id)
        held = referrals.held(another, first.id)
        assert held is not None
        referring.fall_silent(another, case.crew.vault, *held, case.clock())
        another.commit()
    escalation.pass_on_unanswered(case.crew)
    case.session.expire_all()
    assert case.states == [("Chief", Answer.SILENT), ("OCS", Answer.WAITING)]


def test_responders_are_held_in_one_order_whatever_the_chain(case: Case) -> None:
    """Two chains that name two responders the other way round would each wait for the other."""

    def refer() -> None:
        with case.crew.sessions() as one:
            mine = (one.get_one(Incident, incident_id), one.get_one(Officer, officer_id))
            referring.refer(one, case.crew.vault, *mine, plan, case.clock())

    incident_id, officer_id = case.incident.id, case.officer.id
    plan = Plan(Need.CHECK, WORDS, (case.police.id, case.chief.id))
    free = select(Responder.id).where(Responder.id == case.police.id).with_for_update(skip_locked=True)
    waits = sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    with ThreadPoolExecutor(1) as pool, case.crew.sessions() as another, case.crew.sessions() as look:
        responders.locked(another, case.chief.id)
        running = pool.submit(refer)
        for _ in range(1000):  # until it waits for the chief
            if running.done() or look.scalar(waits):
                break
            look.rollback()
        assert look.scalar(free) is not None
        look.rollback()
        another.rollback()
        running.result()


def test_what_waits_for_a_responder_is_held_by_incident(case: Case) -> None:
    first = case.incident
    case.incident = make_incident(case.session, case.clock(), vault=case.crew.vault)
    later = case.refer(case.chief)
    case.incident = first
    earlier = case.refer(case.chief)

    assert later.id < earlier.id
    assert referrals.waiting_of(case.session, [case.chief.id]) == [earlier.id, later.id]


def test_what_a_responder_may_answer_or_is_on_is_not_late(case: Case) -> None:
    case.incident.level = Level.CRITICAL
    case.refer(case.chief)
    case.clock.moment += timedelta(hours=2)
    assert case.incident.late(case.clock())
    case.refer(case.police)
    assert not case.incident.late(case.clock())
    case.clock.moment += timedelta(minutes=14)
    case.answer(Answer.ON_IT)
    case.clock.moment += timedelta(minutes=59)
    assert not case.incident.late(case.clock())
