"""A list of people is looked through, joins, may be taken back; nobody who is known or has left is touched by it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from domain import erasure, invitations, joining_lists, known_numbers, seasons, subscriber_imports, subscribers
from domain.areas import Gazetteer
from domain.audit import Audit
from domain.languages import Language
from domain.listed_people import Fault, Listed, Person
from domain.moments import day
from domain.phones import Phone
from domain.refusals import Refusal
from domain.subscriber_imports import Consent, Evidence, File, State, SubscriberImport
from domain.subscribers import Channel, Subscriber
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_officer, make_subscriber, next_phone

CONSENT = Consent(Evidence.SIGNED_LIST, date(2026, 11, 20), "NDMA office, Kitui town")


def look(
    session: Session,
    vault: Vault,
    now: datetime,
    phones: Sequence[Phone],
    consent: Consent = CONSENT,
    officer_id: int | None = None,
    **changes: object,
) -> tuple[SubscriberImport, list[Person]]:
    people = [Person(phone, ENDAU, Language.KAMBA) for phone in phones]
    file = File("kitui", "orodha.csv", b"x")._replace(**changes)  # type: ignore[arg-type]
    return subscriber_imports.look(session, vault, Listed(people), consent, file, officer_id, now), people


def let_join(session: Session, vault: Vault, now: datetime, phones: Sequence[Phone]) -> SubscriberImport:
    row, people = look(session, vault, now, phones)
    subscriber_imports.confirm(session, row, None, now)
    joining_lists.bring_in(session, vault, row, people, now)
    row.finish(now)
    session.flush()
    return row


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"agreed_on": date(2026, 11, 25)}, "has not come yet"),
        ({"agreed_on": date(2024, 11, 1)}, "more than two years ago"),
        ({"kept_by": "me"}, "who keeps the evidence"),
        ({"kept_by": "Mutua, 0711000001, Kitui"}, "no telephone or identity number"),
    ],
)
def test_without_evidence_nothing_is_kept(
    session: Session, vault: Vault, now: datetime, changes: dict[str, object], says: str
) -> None:
    given = {"evidence": CONSENT.evidence, "agreed_on": CONSENT.agreed_on, "kept_by": CONSENT.kept_by} | changes
    with pytest.raises(Refusal, match=says):
        look(session, vault, now, [next_phone()], Consent(**given))  # type: ignore[arg-type]

    assert session.scalar(select(func.count(SubscriberImport.id))) == 0


def test_a_list_keeps_no_number_that_can_be_read(session: Session, vault: Vault, now: datetime) -> None:
    phone = next_phone()
    row, _ = look(session, vault, now, [phone], name=f"C:\\lists\\{phone.e164}.csv")

    kept = repr(session.execute(select(SubscriberImport.__table__)).one()) + repr(
        [line.detail for line in session.scalars(select(Audit))]
    )
    assert phone.e164[4:] not in kept
    assert row.file_name == "[number].csv"


def test_who_joined_by_a_list_agreed_when_the_paper_says(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    phone = next_phone()
    row = let_join(session, vault, now, [phone])

    person = subscribers.find(session, vault, phone)
    assert person is not None
    assert (person.wards, person.language, person.import_id) == ([ENDAU], Language.KAMBA, row.id)
    assert (person.consent_channel, person.notice_version) == (Channel.CONSOLE, subscribers.NOTICE_VERSION)
    assert person.consented_at == day(now) - timedelta(days=4)
    assert person.joined_at == day(now)
    assert (row.state, row.rows_sealed) == (State.DONE, None)


@pytest.mark.parametrize("how", ["subscribed", "left", "erased", "refused"])
def test_nobody_who_is_known_or_has_left_is_touched(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, how: str
) -> None:
    phone = next_phone()
    if how != "refused":
        person = make_subscriber(session, vault, places, now, phone=phone, wards=[SAGALLA])
    if how == "left":
        subscribers.leave(person, now)
    if how == "erased":
        erasure.erase(session, vault, phone, now)
    if how == "refused":
        invitations.never_again(session, vault, phone)
    before = session.execute(select(Subscriber.wards, Subscriber.left_at, Subscriber.import_id)).all()

    row = let_join(session, vault, now, [phone])

    assert session.execute(select(Subscriber.wards, Subscriber.left_at, Subscriber.import_id)).all() == before
    assert row.done == 1


def test_who_left_between_the_look_and_the_join_stays_away(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    phone = next_phone()
    row, people = look(session, vault, now, [phone])
    invitations.never_again(session, vault, phone)
    subscriber_imports.confirm(session, row, None, now)

    assert joining_lists.bring_in(session, vault, row, people, now) == []
    assert subscribers.find(session, vault, phone) is None


def test_nothing_is_kept_by_which_a_list_of_known_numbers_could_be_told_from_one_of_strangers(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    known, strangers = ([next_phone() for _ in range(3)] for _ in range(2))
    for phone in known:
        make_subscriber(session, vault, places, now, phone=phone)
    lines = []
    for phones in (known, strangers):
        row, people = look(session, vault, now, phones)
        subscriber_imports.confirm(session, row, None, now)
        joining_lists.bring_in(session, vault, row, people, now)
        row.finish(now)
        session.flush()
        lines.append((row.people, row.left_out, row.done, row.state, dict(Listed(people).groups)))
    told = session.scalars(select(Audit).where(Audit.subject.startswith("list ")).order_by(Audit.id)).all()
    details = [(line.what, line.detail) for line in told]

    assert lines[0] == lines[1]
    assert details[: len(details) // 2] == details[len(details) // 2 :]
    kept = {"id", "officer_id", "looked_at", "county", "file_name", "file_hash", "evidence", "agreed_on", "kept_by"}
    kept |= {"rows_sealed", "people", "left_out", "done", "state", "started_at", "finished_at"}
    assert set(SubscriberImport.__table__.columns.keys()) == kept


def test_so_many_files_a_day_are_looked_through_for_one_officer(
    session: Session, vault: Vault, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber_imports, "MOST_A_DAY", 2)
    zawadi, auma = (make_officer(session, name).id for name in ("zawadi", "auma"))
    for _ in range(2):
        look(session, vault, now, [next_phone()], officer_id=zawadi)

    with pytest.raises(Refusal, match="At most 2 files a day"):
        look(session, vault, now, [next_phone()], officer_id=zawadi)
    look(session, vault, now, [next_phone()], officer_id=auma)
    look(session, vault, now + timedelta(days=1), [next_phone()], officer_id=zawadi)


@pytest.mark.parametrize("erases_first", [True, False])
def test_who_deletes_everything_while_a_list_joins_stays_away(
    sessions: sessionmaker[Session], session: Session, vault: Vault, now: datetime, erases_first: bool
) -> None:
    phone = next_phone()
    row, people = look(session, vault, now, [phone])
    session.commit()

    def bring_in(one: Session) -> None:
        joining_lists.bring_in(one, vault, one.get_one(SubscriberImport, row.id), people, now)

    def delete(one: Session) -> None:
        erasure.erase(one, vault, phone, now)

    first, second = (delete, bring_in) if erases_first else (bring_in, delete)
    with ThreadPoolExecutor(1) as pool, sessions() as one, sessions() as other:
        first(one)
        waiting = pool.submit(second, other)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.2)
        one.commit()
        waiting.result(timeout=20)
        other.commit()

    assert subscribers.find(session, vault, phone) is None


def test_a_list_joins_once_and_only_while_its_numbers_are_there(session: Session, vault: Vault, now: datetime) -> None:
    row, _ = look(session, vault, now, [next_phone()])
    subscriber_imports.confirm(session, row, None, now)
    with pytest.raises(Refusal, match="joining already"):
        subscriber_imports.confirm(session, row, None, now)
    with pytest.raises(Refusal, match="nobody has joined"):
        subscriber_imports.drop(session, row, None, now)

    late, _ = look(session, vault, now, [next_phone()])
    with pytest.raises(Refusal, match="bring the file once more"):
        subscriber_imports.confirm(session, late, None, now + timedelta(days=1, seconds=1))
    subscriber_imports.drop(session, late, None, now)
    assert late.rows_sealed is None
    with pytest.raises(Refusal, match="bring the file once more"):
        subscriber_imports.confirm(session, late, None, now)

    empty, _ = look(session, vault, now, [])
    with pytest.raises(Refusal, match="nobody in this list"):
        subscriber_imports.confirm(session, empty, None, now)


def test_the_same_file_of_the_same_county_is_known_again(session: Session, vault: Vault, now: datetime) -> None:
    first, _ = look(session, vault, now, [next_phone()])
    again, _ = look(session, vault, now, [next_phone()])
    other, _ = look(session, vault, now, [next_phone()], data=b"y")
    elsewhere, _ = look(session, vault, now, [next_phone()], county="makueni")

    assert subscriber_imports.before(session, again) is first
    assert [subscriber_imports.before(session, row) for row in (first, other, elsewhere)] == [None] * 3


def test_taken_back_those_leave_who_were_not_heard_of_since(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    silent, dialled, joined, earlier = (next_phone() for _ in range(4))
    make_subscriber(session, vault, places, now, phone=earlier)
    row = let_join(session, vault, now, [silent, dialled, joined, earlier])
    known_numbers.heard(session, vault, dialled, now)
    make_subscriber(session, vault, places, now, phone=joined, wards=[SAGALLA])

    joining_lists.take_back(session, vault, row, None, now + timedelta(days=6))

    session.flush()
    session.expire_all()
    assert [
        subscribers.find(session, vault, phone).active  # type: ignore[union-attr]
        for phone in (silent, dialled, joined, earlier)
    ] == [False, True, True, True]
    assert row.state is State.TAKEN_BACK
    with pytest.raises(Refusal, match="cannot be taken back"):
        joining_lists.take_back(session, vault, row, None, now)
    again = let_join(session, vault, now, [silent])
    assert again.done == 1
    assert not subscribers.find(session, vault, silent).active  # type: ignore[union-attr]


def test_a_list_is_taken_back_though_a_number_of_it_lies_under_a_lost_key(
    session: Session, vault: Vault, now: datetime
) -> None:
    lost, other = next_phone(), next_phone()
    row = let_join(session, vault, now, [lost, other])
    subscribers.find(session, vault, lost).phone_sealed = b"lost"  # type: ignore[union-attr]
    session.flush()

    joining_lists.take_back(session, vault, row, None, now)

    session.expire_all()
    assert not any(subscribers.find(session, vault, phone).active for phone in (lost, other))  # type: ignore[union-attr]


def test_after_seven_days_a_list_stays(session: Session, vault: Vault, now: datetime) -> None:
    row = let_join(session, vault, now, [next_phone()])

    with pytest.raises(Refusal, match="seven days"):
        joining_lists.take_back(session, vault, row, None, now + timedelta(days=7))


def test_who_was_greeted_in_a_season_is_not_asked_in_it_whether_to_stay(session: Session, vault: Vault) -> None:
    september = datetime.fromisoformat("2026-09-10T09:00:00+03:00")
    people = [Person(next_phone(), ENDAU, Language.KAMBA)]
    spring = Consent(Evidence.RECORDED, date(2026, 5, 1), CONSENT.kept_by)
    row, _ = look(session, vault, september, [people[0].phone], spring)
    joining_lists.bring_in(session, vault, row, people, september)

    assert seasons.to_ask(session, september, after=0, not_of=[], most=9) == []
    later = september + timedelta(days=180)
    assert len(seasons.to_ask(session, later, after=0, not_of=[], most=9)) == 1


def test_a_fault_is_kept_with_its_sentence_for_another_language(vault: Vault) -> None:
    listed = Listed([], [Fault(3, "••••••01", Refusal("Row %(row)s.", row=2))], 1)

    [fault] = Listed.opened(vault, listed.sealed(vault, 1), 1).faults
    assert (fault.row, fault.masked, fault.refusal.sentence, fault.refusal.values) == (
        3,
        "••••••01",
        "Row %(row)s.",
        {"row": 2},
    )
