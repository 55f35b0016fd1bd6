"""Sightings of one thing: which are proposed, and what becomes of those that a person joins, parts or splits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session, sessionmaker

from domain import audit, incidents, intake, matches, sightings, timeline
from domain.incidents import Handling, Incident, Verification
from domain.intake import Filed, Report
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.reporters import Reporter
from domain.sealed_columns import STEP_WORDS
from domain.sightings import Hurt, Sighting, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.timeline import Act
from domain.triage import Level
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_incident, make_officer, next_phone

ZOMBE = "kitui.kitui-east.zombe-mwitika"
WATER, THEFT = Kind.WATER_PASTURE, Kind.LIVESTOCK_THEFT


@pytest.fixture
def wanza(session: Session) -> Officer:
    return make_officer(session, "wanza", Grant(role=Role.PEACE))


def tell(
    session: Session, vault: Vault, now: datetime, phone: Phone | None, ward: str | None = ENDAU, kind: Kind = WATER,
    **more: object,
) -> Filed:  # fmt: skip
    report = Report(kind, ward, When.TODAY, "", Language.SWAHILI, **more)  # type: ignore[arg-type]
    return intake.file(session, vault, phone, report, now, channel=Channel.USSD)


def numbers(session: Session, incident: Incident) -> list[int]:
    return [sighting.number for sighting in sightings.of(session, incident)]


@pytest.mark.parametrize(
    ("hours", "ward", "kind", "is_proposed"),
    [
        (0, ENDAU, WATER, True),
        (47, ENDAU, WATER, True),
        (-47, ENDAU, WATER, True),
        (48, ENDAU, WATER, True),
        (49, ENDAU, WATER, False),
        (-49, ENDAU, WATER, False),
        (1, ZOMBE, WATER, False),
        (1, None, WATER, False),
        (1, ENDAU, THEFT, False),
        (1, ENDAU, Kind.OTHER, False),
    ],
)
def test_a_proposal_is_of_one_ward_and_kind_and_48_hours(
    session: Session, now: datetime, hours: int, ward: str | None, kind: Kind, is_proposed: bool
) -> None:
    one = make_incident(session, now, ENDAU, WATER)
    other = make_incident(session, now - timedelta(hours=hours), ward, kind)

    assert matches.proposals(session, one, now) == ([other] if is_proposed else [])
    assert matches.proposals(session, other, now) == ([one] if is_proposed else [])
    assert matches.proposed(session, [one, other], now) == ({one.id: 1, other.id: 1} if is_proposed else {})


def test_two_without_a_ward_are_not_proposed(session: Session, now: datetime) -> None:
    one, _ = (make_incident(session, now, None) for _ in range(2))

    assert matches.proposals(session, one, now) == []


@pytest.mark.parametrize(("hours", "is_proposed"), [(47, True), (49, False)])
def test_one_closed_lately_is_proposed(session: Session, now: datetime, hours: int, is_proposed: bool) -> None:
    make_incident(session, now - timedelta(hours=hours), handling=Handling.CLOSED)
    one = make_incident(session, now - timedelta(hours=hours))

    assert len(matches.proposals(session, one, now)) == is_proposed


def test_a_proposal_goes_by_what_staff_sorted_it_into_and_the_newest_is_first(session: Session, now: datetime) -> None:
    older, newer = (make_incident(session, now - timedelta(hours=hours)) for hours in (9, 3))
    one = make_incident(session, now, None, Kind.OTHER)
    one.ward, one.kind = ENDAU, WATER

    assert matches.proposals(session, one, now) == [newer, older]


def test_those_told_apart_or_joined_are_not_proposed(
    session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    one, two, three = (make_incident(session, now) for _ in range(3))
    matches.tell_apart(session, two, one, wanza, now)
    matches.tell_apart(session, one, two, wanza, now)
    assert matches.proposals(session, one, now) == [three]
    assert [step.act for step in timeline.of(session, one)] == [Act.TOLD_APART]

    matches.join(session, vault, two, three, wanza, "", now)
    assert matches.proposals(session, one, now) == []
    assert matches.proposed(session, [one, two, three], now) == {}


def test_joining_brings_all_that_was_told_closes_the_other_and_says_so_on_both(
    session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    one = make_incident(session, now, vault=vault)
    other = make_incident(session, now - timedelta(hours=5), vault=vault, hurt=Hurt.HURT)
    timeline.note(session, vault, other, wanza, "Nimepiga simu", now)

    assert matches.join(session, vault, one, other, wanza, "Kisima kimoja", now)

    session.flush()
    assert (numbers(session, one), one.sources, numbers(session, other)) == ([1, 2], 2, [])
    assert (one.level, one.opened_at) == (Level.HIGH, other.opened_at)
    assert (other.open, other.merged_into, other.due_at) == (False, one.id, None)
    assert matches.joined(session, one) == [other]
    (step,) = timeline.of(session, one)
    note, same = timeline.of(session, other)
    assert note.act is Act.NOTE
    assert [(each.act, each.value) for each in (step, same)] == [
        (Act.JOINED, other.code_word),
        (Act.JOINED, one.code_word),
    ]
    assert {STEP_WORDS.read(vault, each) for each in (step, same)} == {"Kisima kimoja"}
    assert [line.what for line in audit.history(session, f"incident {other.id}")] == ["joined"]
    assert incidents.queue(session, None, now=now) == [one]


def test_joining_takes_what_the_other_knew_and_the_more_urgent_of_two_decisions(
    session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    one, other = make_incident(session, now, None), make_incident(session, now)
    one.level, one.level_decided, one.mass = Level.LOW, True, True
    other.level, other.level_decided, other.assigned_to = Level.CRITICAL, True, wanza.id

    assert matches.join(session, vault, one, other, wanza, "", now)
    assert (one.level, one.level_decided, one.mass) == (Level.CRITICAL, True, False)
    assert (one.ward, one.assigned_to, one.due_at) == (ENDAU, wanza.id, one.opened_at)


@pytest.mark.parametrize("case", ["same", "merged", "into a merged one", "another county", "into a closed one"])
def test_what_cannot_be_one_is_refused_and_stays_as_it_is(
    session: Session, vault: Vault, now: datetime, wanza: Officer, case: str
) -> None:
    one, other, third = (make_incident(session, now) for _ in range(3))
    if case == "same":
        other = one
    elif case == "merged":
        matches.join(session, vault, third, other, wanza, "", now)
    elif case == "into a merged one":
        matches.join(session, vault, third, one, wanza, "", now)
    elif case == "another county":
        other.ward = SAGALLA
    else:
        one = make_incident(session, now, handling=Handling.CLOSED)
    session.flush()
    before = [(numbers(session, each), each.handling, len(timeline.of(session, each))) for each in (one, other)]

    with pytest.raises(Refusal):
        matches.join(session, vault, one, other, wanza, "", now)
    session.flush()
    assert [(numbers(session, each), each.handling, len(timeline.of(session, each))) for each in (one, other)] == before


def test_a_closed_one_can_be_joined_to_an_open_one(
    session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    closed, one = make_incident(session, now, handling=Handling.CLOSED), make_incident(session, now)

    matches.join(session, vault, one, closed, wanza, "", now + timedelta(hours=1))
    assert (closed.closed_at, closed.merged_into) == (now, one.id)


def test_two_officers_who_join_two_each_into_the_other_take_turns(
    sessions: sessionmaker[Session], session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    one, other = make_incident(session, now), make_incident(session, now)
    session.commit()

    def the_other_way() -> str:
        with sessions() as theirs:
            second, first = theirs.get_one(Incident, other.id), theirs.get_one(Incident, one.id)
            began.set()
            with pytest.raises(Refusal) as refusal:
                matches.join(theirs, vault, second, first, wanza, "", now)
        return refusal.value.sentence

    began = Event()
    matches.join(session, vault, one, other, wanza, "", now)
    with ThreadPoolExecutor(1) as pool:
        refused = pool.submit(the_other_way)
        began.wait()
        session.commit()
        assert "meanwhile" in refused.result(10)
    assert numbers(session, one) == [1, 2]


def test_an_officer_types_words_that_are_too_long_and_nothing_moves(
    session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    one, other = make_incident(session, now), make_incident(session, now)

    with pytest.raises(Refusal, match="5000"):
        matches.join(session, vault, one, other, wanza, "x" * 5001, now)
    assert (numbers(session, one), numbers(session, other), other.open) == ([1], [1], True)


def test_splitting_gives_a_source_an_incident_of_its_own_that_is_told_apart(
    session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    phone = next_phone()
    one = make_incident(session, now, vault=vault, hurt=Hurt.HURT)
    other = tell(session, vault, now - timedelta(hours=2), phone).incident
    matches.join(session, vault, one, other, wanza, "", now)
    tell(session, vault, now, phone)
    assert (numbers(session, one), one.sources) == ([1, 2, 2], 2)
    one.kind = THEFT

    new = matches.split(session, vault, one, 2, wanza, "Ni kisima kingine", now)

    assert (numbers(session, one), one.sources, one.opened_at) == ([1], 1, now)
    assert (numbers(session, new), new.sources, new.opened_at) == ([1, 1], 1, now - timedelta(hours=2))
    assert (new.kind, new.ward, new.level, new.verification) == (WATER, ENDAU, Level.LOW, Verification.NEW)
    assert new.code_word not in (one.code_word, other.code_word)
    one.kind = WATER
    assert matches.proposals(session, new, now) == []
    for each, code_word in ((one, new.code_word), (new, one.code_word)):
        step = timeline.of(session, each)[-1]
        assert (step.act, step.value) == (Act.SPLIT, code_word)
        assert [line.what for line in audit.history(session, f"incident {each.id}")][-1] == "split"


def test_the_last_source_and_one_that_is_not_there_are_not_split_off(
    session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    one = make_incident(session, now)
    for number, why in ((1, "only source"), (2, "no source 2")):
        with pytest.raises(Refusal, match=why):
            matches.split(session, vault, one, number, wanza, "", now)
    assert session.scalars(select(Incident)).all() == [one]


def test_a_number_that_was_split_off_is_nobody_elses_later(
    session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    one, other, third = (make_incident(session, now, vault=vault) for _ in range(3))
    matches.join(session, vault, one, other, wanza, "", now)
    matches.split(session, vault, one, 2, wanza, "", now)
    matches.join(session, vault, one, third, wanza, "", now)

    assert (numbers(session, one), one.sources) == ([1, 3], 2)


# Sources.


@pytest.mark.parametrize(
    ("same", "ward", "kind", "hours", "closed", "is_new"),
    [
        (True, ENDAU, WATER, 1, False, False),
        (True, ENDAU, WATER, 47, False, False),
        (True, ENDAU, WATER, 49, False, True),
        (True, ENDAU, WATER, 1, True, True),
        (True, ZOMBE, WATER, 1, False, True),
        (True, None, WATER, 1, False, True),
        (True, ENDAU, THEFT, 1, False, True),
        (False, ENDAU, WATER, 1, False, True),
    ],
)
def test_a_phone_that_tells_the_same_again_stays_one_source_of_one_incident(
    session: Session, vault: Vault, now: datetime,
    same: bool, ward: str | None, kind: Kind, hours: int, closed: bool, is_new: bool,
) -> None:  # fmt: skip
    phone = next_phone()
    first = tell(session, vault, now - timedelta(hours=hours), phone).incident
    if closed:
        first.verify(Verification.FALSE, now)
        first.handle(Handling.CLOSED, now)

    again = tell(session, vault, now, phone if same else next_phone(), ward, kind, may_text=True)

    assert again.new == is_new
    assert (again.incident is first) == (not is_new)
    assert numbers(session, first) == ([1] if is_new else [1, 1])
    assert (again.sighting.number, first.sources) == (1, 1)
    assert session.get_one(Reporter, again.sighting.id).may_text


def test_a_phone_is_known_again_by_what_it_told_and_by_what_staff_made_of_it(
    session: Session, vault: Vault, now: datetime
) -> None:
    phone = next_phone()
    first = tell(session, vault, now, phone, kind=Kind.OTHER).incident
    first.kind = THEFT

    assert tell(session, vault, now, phone, kind=Kind.OTHER).incident is first
    assert tell(session, vault, now, phone, kind=THEFT).incident is first


def test_without_a_ward_a_phone_is_known_again_only_by_its_words(session: Session, vault: Vault, now: datetime) -> None:
    def told(words: str) -> Incident:
        report = Report(THEFT, None, When.UNKNOWN, words, Language.SWAHILI)
        return intake.file(session, vault, phone, report, now, channel=Channel.SMS).incident

    phone = next_phone()
    first = told("Wezi wa mifugo kisimani")

    assert told("wezi wa  mifugo, kisimani!") is first
    assert told("Wezi wa mifugo sokoni") is not first
    assert told("") is not told("")


def test_one_without_a_number_is_a_source_of_its_own(
    session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    one, other = (tell(session, vault, now, None).incident for _ in range(2))
    matches.join(session, vault, one, other, wanza, "", now)

    assert (numbers(session, one), one.sources) == ([1, 2], 2)


@pytest.mark.parametrize(
    ("mine", "theirs", "deleted", "together"),
    [
        ("a", "b", "", [1, 2]),
        ("a", "a", "", [1, 1]),
        ("a", "a", "theirs", [1, 2]),
        ("a", "a", "mine", [1, 2]),
        ("a", "aa", "", [1, 1, 1]),
        ("a", "bb", "", [1, 2, 2]),
        ("a", "bb", "theirs", [1, 2, 2]),
    ],
)
def test_sources_of_two_incidents_that_are_one_phone_become_one(
    session: Session, vault: Vault, now: datetime, wanza: Officer,
    mine: str, theirs: str, deleted: str, together: list[int],
) -> None:  # fmt: skip
    phones = {"a": next_phone(), "b": next_phone()}
    one = tell(session, vault, now - timedelta(hours=60), phones[mine]).incident
    others = [tell(session, vault, now, phones[each]).incident for each in theirs]
    assert len(set(others)) == 1
    for name, incident in (("mine", one), ("theirs", others[0])):
        if name == deleted:
            gone = select(Sighting.id).where(Sighting.incident_id == incident.id)
            session.execute(delete(Reporter).where(Reporter.sighting_id.in_(gone)))

    matches.join(session, vault, one, others[0], wanza, "", now)

    assert (numbers(session, one), one.sources) == (together, len(set(together)))


def test_what_one_goes_on_telling_follows_its_sighting_to_where_it_was_joined(
    session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    one, phone = make_incident(session, now, vault=vault), next_phone()
    begun = tell(session, vault, now, phone)
    matches.join(session, vault, one, begun.incident, wanza, "", now)

    more = tell(session, vault, now, phone, continues=begun.sighting.id, hurt=Hurt.HURT)
    again = tell(session, vault, now, phone)

    assert (more.incident, more.raised, again.incident) == (one, True, one)
    assert numbers(session, one) == [1, 2, 2]


def test_among_ten_thousand_open_incidents_proposals_are_found_in_milliseconds(
    session: Session, vault: Vault, now: datetime
) -> None:
    one = make_incident(session, now)
    row = {"kind": WATER, "level": "low", "ward": ENDAU, "opened_at": now, "due_at": now, "advised": "low"}
    wards = session.scalars(text("SELECT slug FROM areas WHERE level = 'ward'")).all()
    rows = [
        row | {"code_word": f"mtini-{at}", "ward": wards[at % 90] if at > 500 else ENDAU,
               "kind": list(Kind)[at % 13] if at > 500 else WATER, "opened_at": now - timedelta(minutes=at)}
        for at in range(10_000)
    ]  # fmt: skip
    session.execute(insert(Incident), rows)
    session.execute(
        text("""INSERT INTO sightings (incident_id, number, kind, ward, happened, language, channel, told_at)
        SELECT id, 1, kind, ward, 'today', 'sw', 'ussd', opened_at FROM incidents WHERE id <> :id"""), {"id": one.id},
    )  # fmt: skip
    session.execute(text("ANALYZE incidents, sightings"))
    page = incidents.queue(session, None, now=now, most=50)

    assert len(matches.proposals(session, one, now)) == matches.MOST
    assert matches.proposed(session, page, now)


def test_where_a_report_lands_that_an_officer_typed_in_tells_nothing_of_its_number(
    session: Session, vault: Vault, now: datetime, wanza: Officer
) -> None:
    phone = next_phone()
    told = tell(session, vault, now, phone)
    report = Report(WATER, ENDAU, When.TODAY, "", Language.SWAHILI)
    typed = intake.file(session, vault, phone, report, now, channel=Channel.CONSOLE, typed_by=wanza.id)
    assert typed.new

    assert tell(session, vault, now, phone).incident is told.incident
    matches.join(session, vault, told.incident, typed.incident, wanza, "", now)
    assert numbers(session, told.incident) == [1, 2, 1]


def test_of_a_flood_no_more_is_counted_than_anybody_reads_and_none_that_is_marked(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_, marked = (make_incident(session, now) for _ in range(5))
    marked.mass = True
    session.flush()
    assert matches.proposed(session, [first], now) == {first.id: 3}
    monkeypatch.setattr(matches, "MOST", 2)
    assert matches.proposed(session, [first], now) == {first.id: 2}
    assert marked not in matches.proposals(session, first, now)
