"""A bulletin's life: every step allowed and refused, who may take it, and what an approval binds."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from domain import drafting
from domain.areas import Gazetteer
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Kind, due, locked
from domain.hours import at_wall_time
from domain.languages import Language
from domain.latest_warnings import latest_warning
from domain.leaving import timing
from domain.life_cycle import MOVES, ON_THEIR_WAY, State
from domain.officers import Grant, Officer, Role
from domain.phases import Phase, Trend
from domain.refusals import Refusal
from domain.senders import Sender, SenderClass, Use
from domain.signed_words import Form

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def officer(number: int, *grants: Grant) -> Officer:
    person = Officer(username=f"o{number}", name=f"Officer {number}", grants=list(grants))
    person.id = number
    return person


AUTHOR = officer(1, Grant(role=Role.OFFICER))
SPEAKER = officer(2, Grant(role=Role.REVIEWER, language=Language.SWAHILI))
APPROVER = officer(3, Grant(role=Role.APPROVER))
SECOND = officer(4, Grant(role=Role.APPROVER))
EVERYTHING = [Grant(role=role) for role in (Role.OFFICER, Role.APPROVER)]


def bulletin(state: State = State.DRAFT, *, sign: bool = True) -> Bulletin:
    text = BulletinText(language=Language.SWAHILI, body="Maji ni haba.", plain="Maji ni haba.", writer_id=AUTHOR.id)
    if sign:
        text.sign(SPEAKER, NOW, TODAY)
    return Bulletin(
        title="Short rains have failed",
        kind=Kind.DROUGHT,
        phase=Phase.ALERT,
        trend=Trend.WORSENING,
        areas=["kitui.kitui-east"],
        send_at=NOW + timedelta(hours=2),
        expires_at=NOW + timedelta(days=30),
        author_id=AUTHOR.id,
        created_at=NOW,
        state=state,
        texts=[text],
    )


@pytest.mark.parametrize("then", State)
@pytest.mark.parametrize("now", State)
def test_a_bulletin_takes_the_steps_of_its_life_and_no_others(now: State, then: State) -> None:
    it = bulletin(now)

    if then in MOVES[now]:
        it.move(then)
        assert it.state is then
    else:
        with pytest.raises(Refusal, match=f"that is {now} cannot become {then}"):
            it.move(then)
        assert it.state is now


def test_the_steps_are_these() -> None:
    steps = {f"{now} > {then}" for now, nexts in MOVES.items() for then in nexts}

    assert steps == {
        "draft > submitted", "draft > cancelled",
        "submitted > approved", "submitted > returned", "submitted > draft", "submitted > cancelled",
        "returned > submitted", "returned > draft", "returned > cancelled",
        "approved > sending", "approved > draft", "approved > cancelled", "approved > missed",
        "sending > sent", "sending > paused", "sending > cancelled", "sending > expired",
        "paused > sending", "paused > sent", "paused > cancelled", "paused > expired",
        "missed > draft",
    }  # fmt: skip


def test_from_draft_to_approved_by_two_people() -> None:
    it = bulletin()

    it.submit(AUTHOR, NOW)
    it.approve(APPROVER, NOW, None)

    assert it.state is State.APPROVED
    assert (it.submitter_id, it.approver_id) == (AUTHOR.id, APPROVER.id)
    assert it.approved_hash == it.fingerprint()


Change = Callable[[Bulletin], object]


def set_to(**values: object) -> Change:
    return lambda it: [setattr(it, name, value) for name, value in values.items()]


def add(language: Language, body: str) -> Change:
    return lambda it: it.texts.append(BulletinText(language=language, body=body, plain=body, writer_id=AUTHOR.id))


UNREADY: list[tuple[Change, str]] = [
    (set_to(title=" "), "title"),
    (set_to(phase=None), "phase and the trend"),
    (set_to(trend=None), "phase and the trend"),
    (set_to(areas=[]), "at least one area"),
    (set_to(kind=Kind.PEACE, areas=["kitui.kitui-east.nzambani"]), "a constituency or more"),
    (set_to(send_at=NOW), "hour to send has passed"),
    (set_to(send_at=NOW - timedelta(minutes=1)), "hour to send has passed"),
    (set_to(expires_at=NOW + timedelta(hours=2)), "expire before it is sent"),
    (set_to(texts=[]), "Write the Swahili text"),
    (lambda it: setattr(it.texts[0], "body", " "), "Write the Swahili text"),
    (lambda it: setattr(it.texts[0], "body", "Maji tele."), "must sign the Swahili text"),
    (lambda it: it.texts[0].write(SPEAKER, "Maji tele.", "Maji tele.", send_plain=False), "must sign"),
    (add(Language.KAMBA, "  "), "One of the texts is empty"),
    (add(Language.KAMBA, "Kitui {area 24/11/2026"), "A text still says {area:"),
    (add(Language.KAMBA, "Kitui } 24/11/2026"), "A text still says }:"),
    (add(Language.KAMBA, "a" * 1601), "is too long: at most 1600 letters"),
    (set_to(title="a" * 121), "at most 120 letters"),
    (set_to(expires_at=NOW + timedelta(days=401)), "within a year"),
]


@pytest.mark.parametrize(("change", "why"), UNREADY)
def test_what_is_not_ready_is_neither_submitted_nor_approved(change: Change, why: str) -> None:
    draft, submitted = bulletin(), bulletin(State.SUBMITTED)
    change(draft)
    change(submitted)

    with pytest.raises(Refusal, match=why):
        draft.submit(AUTHOR, NOW)
    with pytest.raises(Refusal, match=why if submitted.areas else "do not approve"):
        submitted.approve(APPROVER, NOW, None)
    assert (draft.state, submitted.state) == (State.DRAFT, State.SUBMITTED)


def test_peace_goes_to_a_constituency_or_a_county() -> None:
    it = bulletin()
    it.kind, it.areas = Kind.PEACE, ["kitui.kitui-east", "makueni"]

    it.check_ready(NOW)


@pytest.mark.parametrize("part", [{"zones": ["kitui.mixed-farming"]}, {"audience_languages": ["kam"]}])
def test_peace_is_for_everybody_there_whatever_they_speak_and_live_from(part: dict[str, list[str]]) -> None:
    it = bulletin()
    it.kind, it.areas = Kind.PEACE, ["kitui.kitui-east"]
    for name, chosen in part.items():
        setattr(it, name, chosen)

    with pytest.raises(Refusal, match="everybody in its constituencies"):
        it.check_ready(NOW)


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (officer(1, *EVERYTHING), "wrote or submitted"),
        (officer(8, *EVERYTHING), "wrote or submitted"),  # the submitter below
        (officer(9, *EVERYTHING), "wrote or submitted"),  # the writer of a text below
        (AUTHOR, "wrote or submitted"),
        (officer(5, Grant(role=Role.OFFICER)), "do not approve"),
        (officer(5, Grant(role=Role.LEAD)), "do not approve"),
        (officer(5, Grant(role=Role.APPROVER, kind=Kind.PEACE)), "do not approve"),
        (officer(5, Grant(role=Role.APPROVER, county="makueni")), "do not approve"),
        (officer(5, Grant(role=Role.APPROVER, ends_on=date(2026, 11, 23))), "do not approve"),
    ],
)
def test_whoever_had_a_hand_in_it_or_lacks_the_role_decides_nothing(person: Officer, why: str) -> None:
    it = bulletin(State.SUBMITTED)
    it.submitter_id = 8
    it.texts.append(BulletinText(language=Language.ENGLISH, body="Dry.", plain="Dry.", writer_id=9))

    for decide in (
        lambda: it.approve(person, NOW, None),
        lambda: it.give_back(person, "Too long.", NOW),
        lambda: it.allow_night(person, "Flood tonight.", NOW),
    ):
        with pytest.raises(Refusal, match=why):
            decide()
    assert (it.state, it.approver_id, it.returned_because) == (State.SUBMITTED, None, None)


def test_a_bulletin_for_two_counties_needs_an_approver_of_both() -> None:
    it = bulletin(State.SUBMITTED)
    it.areas = ["kitui", "makueni"]
    of_kitui = Grant(role=Role.APPROVER, county="kitui", kind=Kind.DROUGHT)

    with pytest.raises(Refusal, match="do not approve"):
        it.approve(officer(5, of_kitui), NOW, None)
    it.approve(officer(5, of_kitui, Grant(role=Role.APPROVER, county="makueni")), NOW, None)

    assert it.state is State.APPROVED


def test_the_signer_of_a_text_may_approve() -> None:
    it = bulletin(State.SUBMITTED)

    it.approve(officer(SPEAKER.id, Grant(role=Role.APPROVER)), NOW, None)

    assert it.state is State.APPROVED


def test_an_officer_of_another_county_does_not_submit() -> None:
    with pytest.raises(Refusal, match="all of these counties"):
        bulletin().submit(officer(5, Grant(role=Role.OFFICER, county="makueni")), NOW)


def test_it_is_returned_with_a_reason_and_comes_again_without_it() -> None:
    it = bulletin(State.SUBMITTED)

    with pytest.raises(Refusal, match="Say why"):
        it.give_back(APPROVER, "  ", NOW)
    it.give_back(APPROVER, " Name the wells. ", NOW)
    assert (it.state, it.returned_because) == (State.RETURNED, "Name the wells.")

    it.submit(AUTHOR, NOW)
    assert (it.state, it.returned_because) == (State.SUBMITTED, None)


@pytest.mark.parametrize("state", State)
def test_an_edit_voids_every_decision_where_an_edit_is_possible(state: State) -> None:
    it = bulletin(state)
    it.submitter_id, it.approver_id, it.approved_hash = AUTHOR.id, APPROVER.id, "hash"
    it.night_approver_id, it.night_reason, it.returned_because = SECOND.id, "flood", "wells"

    if state in {State.SENDING, State.PAUSED, State.SENT, State.CANCELLED, State.EXPIRED}:
        with pytest.raises(Refusal, match=f"is {state} and cannot be changed"):
            it.reopen()
        assert it.approved_hash == "hash"
        return
    it.reopen()
    assert it.state is State.DRAFT
    assert {it.submitter_id, it.approver_id, it.approved_hash, it.night_approver_id} == {None}
    assert (it.night_reason, it.returned_because) == (None, None)


def test_two_approvers_let_it_out_at_night() -> None:
    it = bulletin(State.SUBMITTED)
    it.send_at = at_wall_time(datetime(2026, 11, 24, 21, 0))  # noqa: DTZ001  typed without a zone
    with pytest.raises(Refusal, match="must be approved before"):
        it.allow_night(SECOND, "A flash flood.", NOW)
    it.approve(APPROVER, NOW, None)
    approved = it.fingerprint()
    assert not timing(it, None).may_leave(it.send_at)

    with pytest.raises(Refusal, match="second approver"):
        it.allow_night(APPROVER, "A flash flood.", NOW)
    with pytest.raises(Refusal, match="cannot wait until the morning"):
        it.allow_night(SECOND, " ", NOW)
    it.allow_night(SECOND, " A flash flood. ", NOW)

    assert (it.night_approver_id, it.night_reason) == (SECOND.id, "A flash flood.")
    assert timing(it, None).may_leave(it.send_at)
    assert it.fingerprint() == approved == it.approved_hash


@pytest.mark.parametrize(
    ("clock", "leaves"),
    [((6, 59), False), ((7, 0), True), ((18, 59), True), ((19, 0), False)],
)
def test_it_leaves_in_waking_hours_only(clock: tuple[int, int], leaves: bool) -> None:
    it = bulletin(State.APPROVED)
    it.send_at = NOW - timedelta(days=1)

    assert timing(it, None).may_leave(at_wall_time(datetime(2026, 11, 24, *clock))) is leaves  # noqa: DTZ001


def test_it_leaves_from_its_hour_until_it_expires() -> None:
    it = bulletin(State.APPROVED)
    it.expires_at = it.send_at + timedelta(hours=1)

    when = timing(it, None)
    assert not when.may_leave(it.send_at - timedelta(seconds=1))
    assert when.may_leave(it.send_at)
    assert not when.may_leave(it.expires_at)


@pytest.mark.parametrize("person", [AUTHOR, APPROVER, officer(7, Grant(role=Role.OFFICER, county="kitui"))])
def test_who_writes_or_approves_it_may_stop_it_also_while_it_is_sent(person: Officer) -> None:
    waiting, leaving = bulletin(State.APPROVED), bulletin(State.SENDING)
    leaving.started_at = NOW

    waiting.cancel(person, NOW)
    leaving.cancel(person, NOW)

    assert (waiting.state, waiting.finished_at) == (State.CANCELLED, None)
    assert (leaving.state, leaving.finished_at) == (State.CANCELLED, NOW)


@pytest.mark.parametrize(
    "person",
    [
        SPEAKER,
        officer(7, Grant(role=Role.OFFICER, county="makueni")),
        officer(7, Grant(role=Role.APPROVER, kind=Kind.PEACE)),
        officer(7, Grant(role=Role.ADMIN)),
    ],
)
def test_nobody_else_stops_it(person: Officer) -> None:
    it = bulletin(State.APPROVED)

    with pytest.raises(Refusal, match="neither write nor approve"):
        it.cancel(person, NOW)
    assert it.state is State.APPROVED
    under_way = bulletin(State.SENDING)
    with pytest.raises(Refusal, match="neither write nor approve"):
        under_way.pause(person, NOW)
    under_way.state = State.PAUSED
    with pytest.raises(Refusal, match="neither write nor approve"):
        under_way.resume(person, NOW)


@pytest.mark.parametrize("person", [AUTHOR, APPROVER])
def test_who_may_stop_it_may_pause_it_and_let_it_go_on(person: Officer) -> None:
    it = bulletin(State.SENDING)

    it.pause(person, NOW)
    assert it.state is State.PAUSED
    with pytest.raises(Refusal, match="paused already"):
        it.pause(person, NOW)

    it.resume(person, NOW)
    assert it.state is State.SENDING
    with pytest.raises(Refusal, match="is sending is not paused"):
        it.resume(person, NOW)


@pytest.mark.parametrize("state", [state for state in State if state not in ON_THEIR_WAY])
def test_only_one_under_way_is_paused_or_goes_on(state: State) -> None:
    it = bulletin(state)

    with pytest.raises(Refusal, match=f"{state} cannot become paused"):
        it.pause(AUTHOR, NOW)
    with pytest.raises(Refusal, match=f"is {state} is not paused"):
        it.resume(AUTHOR, NOW)


def test_one_whose_time_ran_out_while_it_was_paused_does_not_go_on() -> None:
    it = bulletin(State.PAUSED)

    with pytest.raises(Refusal, match="ran out while it was paused"):
        it.resume(AUTHOR, it.expires_at)
    assert it.state is State.PAUSED


def test_only_a_warning_is_sent_to_once_more() -> None:
    assert {kind for kind in Kind if kind.second_try} == {Kind.DROUGHT}


BOUND: list[Change] = [
    set_to(kind=Kind.NOTICE),
    set_to(phase=Phase.ALARM),
    set_to(trend=Trend.STABLE),
    set_to(areas=["kitui.kitui-east", "kitui.mutito"]),
    set_to(areas=["kitui"]),
    set_to(send_at=NOW + timedelta(hours=3)),
    set_to(expires_at=NOW + timedelta(days=31)),
    add(Language.KAMBA, "Kiw'u ni kinini."),
    lambda it: it.texts.clear(),
    lambda it: setattr(it.texts[0], "body", "Maji tele."),
    lambda it: setattr(it.texts[0], "plain", "Maji tele."),
    lambda it: setattr(it.texts[0], "send_plain", True),
    lambda it: setattr(it.texts[0], "language", Language.TAITA),
    lambda it: setattr(it.texts[0], "form", Form.RADIO),
    lambda it: setattr(it.texts[0], "signer_id", 77),
    lambda it: setattr(it.texts[0], "signer_id", None),
]


@pytest.mark.parametrize("change", BOUND)
def test_an_approval_binds_every_word_the_audience_the_sender_and_the_time(change: Change) -> None:
    it = bulletin(State.APPROVED)
    before = it.fingerprint()

    change(it)

    assert it.fingerprint() != before


def test_what_is_seen_changes_with_the_state_too() -> None:
    it = bulletin()
    seen = it.seen

    it.submit(AUTHOR, NOW)

    assert it.seen != seen


def test_the_order_of_areas_and_the_officers_title_are_not_bound() -> None:
    it = bulletin()
    it.areas = ["kitui", "makueni"]
    before = it.fingerprint()

    it.areas, it.title = ["makueni", "kitui"], "Another title"

    assert it.fingerprint() == before


def test_who_has_no_signed_text_in_their_language_gets_swahili() -> None:
    it = bulletin()
    add(Language.KAMBA, "Kiw'u ni kinini.")(it)
    swahili, kamba = it.texts

    assert set(it.outgoing().values()) == {swahili}

    kamba.sign(officer(5, Grant(role=Role.REVIEWER, language=Language.KAMBA)), NOW, TODAY)
    assert it.outgoing() == {
        Language.SWAHILI: swahili,
        Language.KAMBA: kamba,
        Language.TAITA: swahili,
        Language.ENGLISH: swahili,
    }


def test_without_signed_swahili_nothing_goes_out() -> None:
    assert bulletin(sign=False).outgoing() == {}


def stored(sessions: sessionmaker[Session], *made: Bulletin) -> list[int]:
    """The bulletins in the database, their people with them."""
    with sessions.begin() as session:
        people = [(1, "author", Role.OFFICER), (2, "speaker", Role.REVIEWER), (3, "a", Role.APPROVER)]
        for number, name, role in [*people, (4, "b", Role.APPROVER)]:
            session.add(officer_row(number, name, role))
        session.flush()
        session.add_all(made)
        session.flush()
        return [it.id for it in made]


def officer_row(number: int, name: str, role: Role) -> Officer:
    language = Language.SWAHILI if role is Role.REVIEWER else None
    row = Officer(username=name, name=name, grants=[Grant(role=role, language=language)])
    row.id = number
    return row


def test_of_two_approvals_at_once_one_wins_and_the_other_is_told(sessions: sessionmaker[Session]) -> None:
    [number] = stored(sessions, bulletin(State.SUBMITTED))
    together, told = Barrier(2, timeout=10), []

    def decide(name: str) -> None:
        with sessions.begin() as session:
            person = session.scalars(select(Officer).where(Officer.username == name)).one()
            session.get(Bulletin, number)  # as the page read it a moment before
            together.wait()
            it = locked(session, number)
            assert it is not None
            try:
                it.approve(person, NOW, None)
            except Refusal as refusal:
                told.append(str(refusal))

    threads = [Thread(target=decide, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert told == ["A bulletin that is approved cannot become approved."]
    with sessions() as session:
        assert session.get_one(Bulletin, number).state is State.APPROVED


def test_due_is_what_is_approved_and_whose_hour_has_come(sessions: sessionmaker[Session]) -> None:
    late, on_time, later, draft = (bulletin(State.APPROVED) for _ in range(4))
    late.send_at, on_time.send_at, later.send_at = NOW - timedelta(days=1), NOW, NOW + timedelta(seconds=1)
    draft.send_at, draft.state = NOW, State.DRAFT
    ids = stored(sessions, on_time, late, later, draft)

    with sessions.begin() as one:
        assert due(one, NOW) == [ids[1], ids[0]]


def test_a_ward_hears_the_newest_warning_for_it_or_for_what_it_lies_in(
    sessions: sessionmaker[Session], places: Gazetteer
) -> None:
    ward = places.children("kitui.kitui-east")[0].slug
    county, constituency, neighbour, peace, over = (bulletin(State.SENT) for _ in range(5))
    for age, it in enumerate((over, peace, neighbour, constituency, county), start=1):
        it.started_at = NOW - timedelta(days=age)
    county.areas, neighbour.areas = ["kitui"], ["kitui.kitui-south"]
    peace.kind, peace.phase, peace.trend = Kind.PEACE, None, None
    over.send_at, over.expires_at = NOW - timedelta(days=9), NOW
    ids = stored(sessions, county, constituency, neighbour, peace, over)

    with sessions() as session:
        assert latest_warning(session, [ward], NOW) == ids[1]
        assert latest_warning(session, ["makueni.mbooni.tulimani"], NOW) is None


# Whose hands it went through.


def plan_of(it: Bulletin) -> drafting.Plan:
    return drafting.Plan(
        title=it.title, kind=it.kind, phase=it.phase, trend=it.trend, areas=it.areas,
        send_at=it.send_at, expires_at=it.expires_at,
    )  # fmt: skip


def revise(it: Bulletin, person: Officer, body: str) -> None:
    words = {(Language.SWAHILI, Form.SMS): drafting.Words(body, body)}
    drafting.revise(it, person, plan_of(it), words, NOW)


def test_who_ever_edited_it_does_not_approve_it_however_many_came_after() -> None:
    it, editor = bulletin(), officer(5, *EVERYTHING)
    revise(it, editor, "Maji ni haba sana.")
    revise(it, AUTHOR, "Maji yamekwisha.")
    it.texts[0].sign(SPEAKER, NOW, TODAY)
    it.submit(AUTHOR, NOW)

    with pytest.raises(Refusal, match="Somebody else must decide"):
        it.approve(editor, NOW, None)


def test_who_submitted_it_once_does_not_approve_it_after_another_submission() -> None:
    it, submitter = bulletin(), officer(5, *EVERYTHING)
    it.submit(submitter, NOW)
    it.give_back(APPROVER, "Too long.", NOW)
    it.submit(AUTHOR, NOW)

    with pytest.raises(Refusal, match="Somebody else must decide"):
        it.approve(submitter, NOW, None)


def test_who_took_proposed_words_does_not_approve_after_the_text_was_removed() -> None:
    it, editor = bulletin(), officer(5, *EVERYTHING)
    drafting.adopt(it, it.texts[0], editor, drafting.Words("Maji!", "Maji!"), NOW)
    drafting.write(it, AUTHOR, Language.SWAHILI, Form.SMS, drafting.Words("", ""))
    revise(it, AUTHOR, "Maji yamekwisha.")
    it.texts[0].sign(SPEAKER, NOW, TODAY)
    it.submit(AUTHOR, NOW)

    with pytest.raises(Refusal, match="Somebody else must decide"):
        it.approve(editor, NOW, None)


def test_an_approval_binds_the_sender_by_name_and_class() -> None:
    it = bulletin(State.SUBMITTED)
    name = Sender(use=Use.WARNINGS, name="MBIU", sender_class=SenderClass.TRANSACTIONAL)
    it.approve(APPROVER, NOW, name)

    assert it.approved_hash == it.fingerprint(name)
    for other in (
        None,
        Sender(use=Use.WARNINGS, name="UMBI", sender_class=SenderClass.TRANSACTIONAL),
        Sender(use=Use.WARNINGS, name="MBIU", sender_class=SenderClass.PROMOTIONAL),
    ):
        assert it.approved_hash != it.fingerprint(other)


def test_one_under_way_may_be_let_go_on_into_the_night() -> None:
    it = bulletin(State.SENDING)
    it.approver_id = APPROVER.id
    it.allow_night(SECOND, "A flash flood.", NOW)

    assert timing(it, None).may_leave(at_wall_time(datetime(2026, 11, 24, 23, 0)))  # noqa: DTZ001
