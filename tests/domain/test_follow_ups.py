"""What follows a warning: what it takes over, what it refuses, and what its approval stops."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from domain import audiences, drafting, follow_ups, subscribers
from domain.areas import Area, Gazetteer
from domain.audiences import Group
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Follow, Kind
from domain.chains import chain
from domain.deliveries import Delivery
from domain.deliveries import State as Delivered
from domain.languages import Language
from domain.latest_warnings import latest_warning
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from domain.phases import Phase, Trend
from domain.programmes import monday_of
from domain.refusals import Refusal
from domain.script_bulletins import readable
from domain.signed_words import Form
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_bulletin, make_officer, make_subscriber

SWAHILI, KAMBA = Language.SWAHILI, Language.KAMBA
BACK = "Taarifa ya ukame ya 24/11/2026 si sahihi."


@dataclass
class Desk:
    """Who works on it."""

    writer: Officer
    approver: Officer
    speaker: Officer


@pytest.fixture
def desk(session: Session) -> Desk:
    speaker = make_officer(session, "speaker", *(Grant(role=Role.REVIEWER, language=x) for x in (SWAHILI, KAMBA)))
    return Desk(
        make_officer(session, "writer", Grant(role=Role.OFFICER)),
        make_officer(session, "approver", Grant(role=Role.APPROVER)),
        speaker,
    )


@pytest.fixture
def first(session: Session, desk: Desk, now: datetime) -> Bulletin:
    """A warning that has all left, with the words to take it back prepared: in Swahili signed, in Kamba not yet."""
    author = make_officer(session, "author", Grant(role=Role.OFFICER))
    bulletin = make_bulletin(session, now - timedelta(days=1), author=author, signers={SWAHILI: desk.speaker})
    for language in (SWAHILI, KAMBA):
        words = BulletinText(language=language, form=Form.CANCEL, body=BACK, plain=BACK, writer_id=author.id)
        bulletin.texts.append(words)
    bulletin.texts[1].sign(desk.speaker, now, now.date())
    return left(session, bulletin, now - timedelta(hours=3))


def left(session: Session, bulletin: Bulletin, began: datetime, state: State = State.SENT) -> Bulletin:
    bulletin.state, bulletin.started_at, bulletin.all_listed = state, began, True
    bulletin.finished_at = began if state is State.SENT else None
    session.flush()
    return bulletin


def begin(session: Session, first: Bulletin, follow: Follow, desk: Desk, now: datetime) -> Bulletin:
    return follow_ups.start(session, first, follow, desk.writer, now, title="Again")


def ready(session: Session, bulletin: Bulletin, desk: Desk, now: datetime) -> Bulletin:
    """Written, signed and submitted."""
    if bulletin.text(SWAHILI) is None:
        words = drafting.Words("NDMA 24/11/2026: Habari mpya.", "NDMA 24/11/2026: Habari mpya.")
        drafting.write(bulletin, desk.writer, SWAHILI, Form.SMS, words)
        bulletin.texts[-1].sign(desk.speaker, now, now.date())
    follow_ups.submit(session, bulletin, desk.writer, now)
    session.flush()
    return bulletin


def approve(session: Session, bulletin: Bulletin, desk: Desk, now: datetime) -> list[Bulletin]:
    stopped = follow_ups.approve(session, bulletin, desk.approver, now, None)
    session.flush()
    return stopped


def followed(session: Session, first: Bulletin, follow: Follow, desk: Desk, now: datetime) -> Bulletin:
    """Begun, approved, and all of it has left."""
    bulletin = ready(session, begin(session, first, follow, desk, now), desk, now)
    approve(session, bulletin, desk, now)
    return left(session, bulletin, now)


def test_an_update_hands_on_the_words_that_end_the_warning(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    update = ready(session, begin(session, first, Follow.UPDATE, desk, now), desk, now)
    approve(session, update, desk, now)
    left(session, update, now)

    back = begin(session, update, Follow.CANCEL, desk, now)

    assert {text.language: (text.body, text.signed) for text in back.texts} == {
        SWAHILI: (BACK, True),
        KAMBA: (BACK, False),
    }


def test_an_approval_fixes_the_wards_it_is_for_and_those_at_the_border(
    session: Session, desk: Desk, now: datetime
) -> None:
    ward = session.get_one(Area, ENDAU)
    ward.livelihood_zone, ward.border = "kitui.mixed-farming", True
    author = make_officer(session, "author", Grant(role=Role.OFFICER))
    it = make_bulletin(session, now, author=author, signers={SWAHILI: desk.speaker})
    it.zones = ["kitui.mixed-farming"]
    follow_ups.submit(session, it, desk.writer, now)
    approve(session, it, desk, now)
    approved = it.approved_hash

    for other in session.scalars(select(Area).where(Area.slug.startswith("kitui."))):
        other.livelihood_zone, other.border = "kitui.mixed-farming", False

    assert it.audience.wards(Gazetteer.wards_now(session)) == [ENDAU]
    assert it.fingerprint(None) == approved
    it.bound_wards = [ENDAU, SAGALLA]
    assert it.fingerprint(None) != approved
    session.rollback()


def test_taking_it_back_needs_no_new_words_and_no_new_signature(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    it = begin(session, first, Follow.CANCEL, desk, now)

    assert (it.kind, it.areas, it.public, it.training) == (first.kind, first.areas, first.public, False)
    assert (it.phase, it.trend, it.follows_id) == (first.phase, first.trend, first.id)
    assert it.send_at == now + timedelta(minutes=5)
    assert it.expires_at == it.send_at + follow_ups.LEAST_LIFE
    swahili, kamba = it.texts
    assert (swahili.form, swahili.body, swahili.signed, swahili.signer_id) == (Form.SMS, BACK, True, desk.speaker.id)
    assert (kamba.form, kamba.signed) == (Form.SMS, False)
    assert swahili.written_by(session.get_one(Officer, first.author_id)), "who wrote the words does not approve them"
    assert approve(session, ready(session, it, desk, now), desk, now) == []
    assert it.state is State.APPROVED


def test_an_end_lives_as_long_as_the_warning_and_a_week_at_least(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    first.expires_at = now + timedelta(days=30)

    assert begin(session, first, Follow.CANCEL, desk, now).expires_at == first.expires_at


def test_an_update_has_no_words_of_its_own_and_an_all_clear_declares_anew(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    assert begin(session, first, Follow.UPDATE, desk, now).text(SWAHILI) is None
    declared = (Phase.NORMAL, Trend.IMPROVING)
    over = follow_ups.start(session, first, Follow.ALL_CLEAR, desk.writer, now, title="Over", declared=declared)
    assert (over.phase, over.trend) == declared
    over.state = State.CANCELLED
    with pytest.raises(Refusal, match="Choose the phase and the trend"):
        follow_ups.start(session, first, Follow.ALL_CLEAR, desk.writer, now, title="Over", declared=(None, None))


Change = Callable[[Bulletin], None]


def never_left(it: Bulletin) -> None:
    it.state, it.started_at = State.CANCELLED, None


def makueni(it: Bulletin) -> None:
    it.areas = ["makueni"]


@pytest.mark.parametrize(("change", "why"), [(never_left, "It has not left"), (makueni, "do not write bulletins")])
def test_nothing_follows_what_has_not_left_or_is_not_ours(
    session: Session, first: Bulletin, desk: Desk, now: datetime, change: Change, why: str
) -> None:
    change(first)
    desk.writer.grants[0].county = "kitui"
    session.flush()

    for follow in Follow:
        with pytest.raises(Refusal, match=why):
            begin(session, first, follow, desk, now)


@pytest.mark.parametrize("state", [State.SENDING, State.PAUSED, State.SENT, State.EXPIRED, State.CANCELLED])
def test_whatever_became_of_one_that_has_begun_to_leave_it_can_be_followed(
    session: Session, first: Bulletin, desk: Desk, now: datetime, state: State
) -> None:
    first.state = state
    session.flush()

    assert begin(session, first, Follow.CANCEL, desk, now).follows_id == first.id


def test_one_end_is_enough_and_nothing_follows_an_end(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    end = begin(session, first, Follow.CANCEL, desk, now)
    for follow in (Follow.CANCEL, Follow.ALL_CLEAR):
        with pytest.raises(Refusal, match=f"Bulletin {end.id} is there already to end this warning"):
            begin(session, first, follow, desk, now)

    left(session, end, now)
    with pytest.raises(Refusal, match="is there already"):
        begin(session, first, Follow.UPDATE, desk, now)
    with pytest.raises(Refusal, match="Nothing follows a message that ends"):
        begin(session, end, Follow.UPDATE, desk, now)
    left(session, end, now, State.CANCELLED)
    assert begin(session, first, Follow.CANCEL, desk, now).follows_id == first.id, "one that was stopped is tried again"


def test_two_who_take_it_back_at_once_begin_one(sessions: sessionmaker[Session], now: datetime) -> None:
    with sessions.begin() as session:
        author = make_officer(session, "author", Grant(role=Role.OFFICER))
        number = left(session, make_bulletin(session, now, author=author), now).id
        officer = author.id
    together, said = Barrier(2), []

    def press() -> None:
        with sessions() as session:
            first, who = session.get_one(Bulletin, number), session.get_one(Officer, officer)
            together.wait(timeout=10)
            try:
                follow_ups.start(session, first, Follow.CANCEL, who, now, title="Back")
                session.commit()
                said.append("begun")
            except Refusal:
                said.append("told")

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)

    assert sorted(said) == ["begun", "told"]
    with sessions() as session:
        assert len(session.scalars(select(Bulletin).where(Bulletin.follows_id == number)).all()) == 1


@pytest.mark.parametrize("state", [State.SENDING, State.PAUSED])
def test_approving_the_end_stops_what_still_leaves(
    session: Session, first: Bulletin, desk: Desk, now: datetime, state: State
) -> None:
    left(session, first, now - timedelta(hours=1), state)
    it = ready(session, begin(session, first, Follow.CANCEL, desk, now), desk, now)

    assert follow_ups.stopped_by(it, follow_ups.others(session, it)) == [first]
    assert first.state is state
    assert approve(session, it, desk, now) == [first]
    assert (first.state, first.finished_at) == (State.CANCELLED, now)


def test_an_update_stops_nothing_and_waits_for_the_first_to_be_through(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    left(session, first, now - timedelta(hours=1), State.SENDING)
    it = ready(session, begin(session, first, Follow.UPDATE, desk, now), desk, now)

    assert approve(session, it, desk, now) == []
    assert follow_ups.must_wait(session, it)
    left(session, first, now - timedelta(minutes=1))
    assert not follow_ups.must_wait(session, it)
    assert follow_ups.waited_until(session, it) == now - timedelta(minutes=1)


def test_an_end_stops_an_update_that_has_not_left_and_follows_one_that_has(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    end = begin(session, first, Follow.CANCEL, desk, now)
    earlier = ready(session, _begun_before(session, first, desk, now), desk, now)
    approve(session, earlier, desk, now)
    ready(session, end, desk, now)

    assert approve(session, end, desk, now) == [earlier]
    assert (earlier.state, end.follows_id) == (State.CANCELLED, first.id)


def _begun_before(session: Session, first: Bulletin, desk: Desk, now: datetime) -> Bulletin:
    end = next(other for other in follow_ups.others(session, first) if other.follow is Follow.CANCEL)
    end.state = State.CANCELLED
    session.flush()
    update = begin(session, first, Follow.UPDATE, desk, now)
    end.state = State.DRAFT
    session.flush()
    return update


def test_an_update_that_left_meanwhile_is_what_the_end_follows(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    end = begin(session, first, Follow.CANCEL, desk, now)
    update = left(session, _begun_before(session, first, desk, now), now - timedelta(minutes=1))
    ready(session, end, desk, now)

    approve(session, end, desk, now)

    assert end.follows_id == update.id
    assert end.approved_hash == end.fingerprint()


def test_after_the_end_no_update_is_approved(session: Session, first: Bulletin, desk: Desk, now: datetime) -> None:
    end = begin(session, first, Follow.CANCEL, desk, now)
    update = ready(session, _begun_before(session, first, desk, now), desk, now)
    approve(session, ready(session, end, desk, now), desk, now)

    with pytest.raises(Refusal, match="is there already to end this warning"):
        approve(session, update, desk, now)


@pytest.mark.parametrize(
    ("name", "other"), [("areas", ["makueni"]), ("public", False), ("audience_languages", ["kam"])]
)
def test_what_it_is_about_and_who_may_read_it_stay_those_of_the_first(
    session: Session, first: Bulletin, desk: Desk, now: datetime, name: str, other: object
) -> None:
    it = begin(session, first, Follow.CANCEL, desk, now)
    setattr(it, name, other)

    with pytest.raises(Refusal, match="its kind, its places"):
        ready(session, it, desk, now)


def test_one_whose_hour_passed_before_its_approval_leaves_then(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    it = ready(session, begin(session, first, Follow.CANCEL, desk, now), desk, now)
    later = now + timedelta(hours=2)

    approve(session, it, desk, later)

    assert it.send_at == later
    assert it.approved_hash == it.fingerprint()


def test_prepared_words_leave_with_the_day_they_leave_on_and_the_name_under_them(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    prepared = first.texts[1]
    drafting.write(first, desk.writer, SWAHILI, Form.CANCEL, drafting.Words("NDMA {date}: {si}.", "NDMA {date}: {si}."))
    assert prepared.left == ["{si}"], "only the day stands open"
    drafting.write(first, desk.writer, SWAHILI, Form.CANCEL, drafting.Words("NDMA {date}: Si.", "NDMA {date}: Si."))
    prepared.sign(desk.speaker, now, now.date())
    it = ready(session, begin(session, first, Follow.CANCEL, desk, now), desk, now)
    text = it.texts[0]
    assert (text.body, text.plain, text.signed) == ("NDMA 24/11/2026: Si.", "NDMA 24/11/2026: Si.", True)

    approve(session, it, desk, now + timedelta(days=1))

    assert (text.body, text.plain, text.signed) == ("NDMA 25/11/2026: Si.", "NDMA 25/11/2026: Si.", True)
    assert (text.signer_id, it.approved_hash) == (desk.speaker.id, it.fingerprint())


@pytest.fixture
def people(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> list[subscribers.Subscriber]:
    return [make_subscriber(session, vault, places, now) for _ in range(5)]


def test_an_end_is_for_whoever_has_any_of_the_chain_each_once(
    session: Session,
    first: Bulletin,
    desk: Desk,
    now: datetime,
    places: Gazetteer,
    people: list[subscribers.Subscriber],
) -> None:
    update = followed(session, first, Follow.UPDATE, desk, now)
    both, of_the_first, of_the_update, failed, stranger = people
    for person, bulletin, state in (
        (both, first, Delivered.DELIVERED),
        (both, update, Delivered.UNKNOWN),
        (of_the_first, first, Delivered.ACCEPTED),
        (of_the_update, first, Delivered.FAILED),
        (of_the_update, update, Delivered.ON_NETWORK),
        (failed, first, Delivered.FAILED),
    ):
        session.add(
            Delivery(
                subscriber_id=person.id, bulletin_id=bulletin.id, batch_id=1, state=state, provider="x",
                provider_id=None, at=now,
            )
        )  # fmt: skip
    subscribers.move(of_the_first, [SAGALLA], places)
    end = begin(session, update, Follow.CANCEL, desk, now)

    assert stranger.active
    assert chain(session, end.id) == [first.id, update.id, end.id]
    assert audiences.count(session, end.audience, places, now) == {Group(SWAHILI): 3}


@pytest.mark.parametrize("follow", list(Follow))
def test_who_asks_is_told_the_newest_and_never_what_was_taken_back(
    session: Session, first: Bulletin, desk: Desk, now: datetime, follow: Follow
) -> None:
    it = ready(session, begin(session, first, follow, desk, now), desk, now)
    assert latest_warning(session, [ENDAU], now) == first.id

    approve(session, it, desk, now)
    before = None if follow is Follow.CANCEL else first.id
    assert latest_warning(session, [ENDAU], now) == before, "a warning known to be wrong is told to nobody"
    assert [b.id for b in readable(session, "kitui", monday_of(now.date()), now) if b is first] == [first.id] * (
        before is not None
    )

    left(session, it, now)
    assert latest_warning(session, [ENDAU], now) == it.id
    assert [b.id for b in readable(session, "kitui", monday_of(now.date()), now)] == [it.id]
    it.state = State.PAUSED
    session.flush()
    assert latest_warning(session, [ENDAU], now) == (first.id if follow is Follow.UPDATE else it.id)
    it.state = State.CANCELLED
    session.flush()
    assert latest_warning(session, [ENDAU], now) == (first.id if follow is Follow.UPDATE else None)


def test_an_end_of_an_update_takes_the_whole_chain_off_the_phone(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    update = followed(session, first, Follow.UPDATE, desk, now)
    left(session, update, now, State.CANCELLED)
    assert latest_warning(session, [ENDAU], now) == first.id

    end = followed(session, update, Follow.CANCEL, desk, now)
    end.state = State.CANCELLED
    session.flush()

    assert latest_warning(session, [ENDAU], now) is None


def test_a_peace_message_is_taken_back_the_same_way(
    session: Session, first: Bulletin, desk: Desk, now: datetime
) -> None:
    first.kind, first.phase, first.trend = Kind.PEACE, None, None
    session.flush()

    it = begin(session, first, Follow.CANCEL, desk, now)

    assert (it.kind, it.phase, it.audience.neutral) == (Kind.PEACE, None, True)
