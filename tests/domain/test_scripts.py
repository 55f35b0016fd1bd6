"""Scripts: the week they are for, what may be read in it, and who corrects and reviews."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import scripts
from domain.hours import at_wall_time
from domain.languages import Language
from domain.life_cycle import State as Bulletins
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal
from domain.scripts import Script, Speech, State, on_air, readable, withdrawn
from tests.make import ENDAU, SAGALLA, make_approved, make_officer

WEEK = date(2026, 11, 30)  # a Monday


def make_script(session: Session, now: datetime, *speeches: Speech, language: Language = Language.KAMBA) -> Script:
    said = list(speeches) or [Speech(speaker="Mtangazaji", words="Mbua nĩ nene.", language=language)]
    script = Script(
        week=WEEK,
        county="kitui",
        language=language,
        spoken=scripts.spoken_in(language, said),
        speeches=scripts.rows(said),
        missing=[],
        drafted_at=now,
    )
    session.add(script)
    session.flush()
    return script


def officer(session: Session, name: str, role: Role = Role.OFFICER, **grant: object) -> Officer:
    return make_officer(session, name, Grant(role=role, **grant))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("here", "week"),
    [
        ("2026-11-23T00:00", "2026-11-23"),  # Monday: the week on air
        ("2026-11-26T05:59", "2026-11-23"),  # Thursday before six
        ("2026-11-26T06:00", "2026-11-30"),  # Thursday, six: the week that follows
        ("2026-11-29T23:59", "2026-11-30"),
        ("2026-12-31T06:00", "2027-01-04"),
    ],
)
def test_scripts_are_written_for_next_week_from_thursday_at_six_in_nairobi(here: str, week: str) -> None:
    assert scripts.week_of(at_wall_time(datetime.fromisoformat(here))) == date.fromisoformat(week)


def test_a_week_on_air_is_seven_days_of_nairobi() -> None:
    monday, end = on_air(WEEK)

    assert monday.isoformat() == "2026-11-30T00:00:00+03:00"
    assert end - monday == timedelta(weeks=1)


def test_only_bulletins_in_force_in_the_county_and_week_may_be_read(session: Session, now: datetime) -> None:
    monday, end = on_air(WEEK)

    def bulletin(**changes: object) -> int:
        return make_approved(session, now, **{"areas": [ENDAU], "expires_at": end, **changes}).id

    before = bulletin()
    ends_within = bulletin(expires_at=monday + timedelta(days=1))
    starts_within = bulletin(send_at=monday + timedelta(days=2))
    bulletin(expires_at=monday)  # over when the week begins
    bulletin(send_at=end, expires_at=end + timedelta(days=1))  # not yet
    bulletin(areas=[SAGALLA])
    for state in Bulletins:
        if state not in scripts.READ_WHILE:
            make_approved(session, now, areas=[ENDAU], expires_at=end).state = state
    session.flush()

    found = [bulletin.id for bulletin in readable(session, "kitui", WEEK, now)]

    assert found == [starts_within, ends_within, before]
    assert [b.id for b in readable(session, "kitui", WEEK, monday + timedelta(days=3))] == [starts_within, before]


def test_a_script_whose_bulletin_was_cancelled_or_expired_is_withdrawn(session: Session, now: datetime) -> None:
    kept, cancelled = (make_approved(session, now, areas=[ENDAU]) for _ in range(2))
    words = [Speech(words="Hifadhi maji.", bulletin=bulletin.id) for bulletin in (kept, cancelled)]
    script = make_script(session, now, *words)

    assert withdrawn(session, script, now) == []
    cancelled.state = Bulletins.CANCELLED
    session.flush()
    assert withdrawn(session, script, now) == [cancelled.id]
    assert withdrawn(session, script, kept.expires_at) == [kept.id, cancelled.id]

    script.correct(officer(session, "mwende"), words[:1], 1, now)
    assert withdrawn(session, script, now) == []


def test_a_correction_makes_a_new_version_and_voids_the_review(session: Session, now: datetime) -> None:
    script = make_script(session, now)
    author, reviewer = officer(session, "mwende"), officer(session, "mutheu", Role.REVIEWER, language=Language.KAMBA)
    script.review(reviewer, 1, now)
    assert (script.state, script.reviewer_id) == (State.REVIEWED, reviewer.id)

    script.correct(author, script.lines, 1, now)  # nothing changed: the review stands
    assert (script.state, script.version, script.editor_id) == (State.REVIEWED, 1, None)

    script.correct(author, [Speech(words="Maji.")], 1, now)
    assert (script.state, script.version, script.editor_id) == (State.DRAFT, 2, author.id)
    assert (script.reviewer_id, script.reviewed_at, script.untouched) == (None, None, False)
    assert script.spoken is Language.SWAHILI  # nothing of it is in Kamba any more


def test_a_correction_or_review_of_an_older_version_is_refused(session: Session, now: datetime) -> None:
    script = make_script(session, now)
    script.correct(officer(session, "mwende"), [Speech(words="Mbua.", language=Language.KAMBA)], 1, now)

    with pytest.raises(Refusal, match="Somebody else changed"):
        script.correct(officer(session, "kilonzi"), [Speech(words="Maji.")], 1, now)
    with pytest.raises(Refusal, match="Somebody else changed"):
        script.review(officer(session, "mutheu", Role.REVIEWER, language=Language.KAMBA), 1, now)
    assert script.lines[0].words == "Mbua."


@pytest.mark.parametrize(
    ("role", "grant"),
    [
        (Role.OFFICER, {"county": "makueni"}),
        (Role.PEACE, {}),
        (Role.PRODUCER, {}),
        (Role.ADMIN, {}),
        (Role.OFFICER, {"ends_on": date(2026, 1, 1)}),
    ],
)
def test_only_officers_reviewers_and_leads_of_the_county_correct(
    session: Session, now: datetime, role: Role, grant: dict[str, object]
) -> None:
    with pytest.raises(Refusal, match="do not correct"):
        make_script(session, now).correct(officer(session, "x", role, **grant), [Speech(words="Maji.")], 1, now)


def test_a_script_cannot_be_emptied(session: Session, now: datetime) -> None:
    with pytest.raises(Refusal, match="at least one speech"):
        make_script(session, now).correct(officer(session, "mwende"), [Speech(cue="MUSIC", seconds=5)], 1, now)


@pytest.mark.parametrize(
    ("role", "grant"),
    [
        (Role.REVIEWER, {"language": Language.TAITA}),
        (Role.REVIEWER, {"language": Language.KAMBA, "county": "makueni"}),
        (Role.APPROVER, {}),
    ],
)
def test_a_reviewer_speaks_the_language_and_serves_the_county(
    session: Session, now: datetime, role: Role, grant: dict[str, object]
) -> None:
    with pytest.raises(Refusal, match="reviewer of the script's language"):
        make_script(session, now).review(officer(session, "x", role, **grant), 1, now)


def test_who_corrected_a_script_does_not_review_it(session: Session, now: datetime) -> None:
    script, kioko = make_script(session, now), officer(session, "mutheu", Role.REVIEWER, language=Language.KAMBA)
    script.correct(kioko, [Speech(words="Mbua.", language=Language.KAMBA)], 1, now)

    with pytest.raises(Refusal, match="another speaker"):
        script.review(kioko, 2, now)


def test_sources_are_those_of_the_speeches_still_in_it(session: Session, now: datetime) -> None:
    script = make_script(session, now, Speech(words="a", source="Taarifa 1"), Speech(words="b", source="Taarifa 1"),
                         Speech(words="c", source="Taarifa 2"))  # fmt: skip

    assert script.sources == ["Taarifa 1", "Taarifa 2"]
    script.correct(officer(session, "mwende"), script.lines[:1], 1, now)
    assert script.sources == ["Taarifa 1"]
