"""A list of people is looked through, joins, may be taken back; nobody who is known or has left is touched by it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain import erasure, invitations, joining_lists, seasons, subscriber_imports, subscribers
from domain.areas import Gazetteer
from domain.audit import Audit
from domain.languages import Language
from domain.listed_people import Fault, Listed, Person
from domain.moments import day
from domain.phones import Phone
from domain.refusals import Refusal
from domain.subscriber_imports import Consent, Evidence, State, SubscriberImport
from domain.subscribers import Channel, Subscriber
from domain.vault import Vault
from domain.veils import Step
from tests.make import ENDAU, SAGALLA, make_subscriber, next_phone

CONSENT = Consent(Evidence.SIGNED_LIST, date(2026, 11, 20), "NDMA office, Kitui town")


def look(
    session: Session,
    vault: Vault,
    now: datetime,
    phones: Sequence[Phone],
    consent: Consent = CONSENT,
    **changes: object,
) -> tuple[SubscriberImport, list[Person]]:
    people = [Person(phone, ENDAU, Language.KAMBA) for phone in phones]
    given = {"county": "kitui", "file_name": "orodha.csv", "data": b"x", "officer_id": None, "now": now, **changes}
    return subscriber_imports.look(session, vault, Listed(people), consent, **given), people  # type: ignore[arg-type]


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
    row, _ = look(session, vault, now, [phone], file_name=f"C:\\lists\\{phone.e164}.csv")

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
    assert (row.joined, row.state, row.rows_sealed) == (1, State.DONE, None)


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
    assert (row.left_out["kept_out"], row.joined, row.done) == (1, 0, 1)


def test_who_left_between_the_look_and_the_join_stays_away(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    phone = next_phone()
    row, people = look(session, vault, now, [phone])
    invitations.never_again(session, vault, phone)
    subscriber_imports.confirm(session, row, None, now)

    assert joining_lists.bring_in(session, vault, row, people, now) == []
    assert subscribers.find(session, vault, phone) is None


@pytest.mark.parametrize("known", [0, 1, 2])
def test_a_list_tells_nobody_whether_one_number_is_known_or_has_left(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, known: int
) -> None:
    phones = [next_phone() for _ in range(4)]
    for phone in phones[:known]:
        make_subscriber(session, vault, places, now, phone=phone)

    row, people = look(session, vault, now, phones)
    listed = Listed(people)

    shown = (row.people, row.kept_out, dict(listed.groups))
    assert shown == (4, Step(0, 2), {(ENDAU, Language.KAMBA): 4})
    subscriber_imports.confirm(session, row, None, now)
    joining_lists.bring_in(session, vault, row, people, now)
    assert (row.done, row.kept_out) == (4, Step(0, 2))


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
    subscribers.heard(session, vault, dialled, now)
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
    assert (again.joined, subscribers.find(session, vault, silent).active) == (0, False)  # type: ignore[union-attr]


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

    [fault] = Listed.opened(vault, listed.sealed(vault)).faults
    assert (fault.row, fault.masked, fault.refusal.sentence, fault.refusal.values) == (
        3,
        "••••••01",
        "Row %(row)s.",
        {"row": 2},
    )
