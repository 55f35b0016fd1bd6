"""A standing order on the console: written, approved for all of its dates, halted, asked about when one was missed."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from bot.console.series_form import SeriesForm
from bot.console.series_words import in_words
from domain import audit, senders, series_runs, series_texts
from domain.areas import Gazetteer
from domain.bulletins import Bulletin
from domain.languages import Language
from domain.library import LibraryVersion
from domain.life_cycle import State as BulletinState
from domain.officers import Grant, Officer, Role
from domain.peace_checks import OF_SENDING
from domain.phases import Phase
from domain.recurrence import Rule
from domain.series import Series
from domain.series_life import State
from domain.series_runs import Outcome, SeriesRun
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.bulletin_forms import words
from tests.make import ENDAU, make_approved, make_officer, make_subscriber
from tests.series import PASTURE, WATER, make_series, make_version

As = Callable[[str], FlaskClient]


@pytest.fixture
def library(session: Session, cast: dict[str, Officer], clock: Clock) -> list[LibraryVersion]:
    """Two peace texts signed by Kioko, and one that a series may not fill."""
    senders.register(session, sender_id="NDMA", short_code="20880")
    made = [
        make_version(session, clock.now, WATER, signer=cast["kioko"]),
        make_version(session, clock.now, PASTURE, title="Malisho", signer=cast["kioko"]),
        make_version(session, clock.now, "{area}: Amani.", title="Mahali", signer=cast["kioko"]),
    ]
    session.commit()
    return made


@pytest.fixture
def as_(app: Flask, sign_in: SignIn) -> As:
    """A browser of this officer's own."""

    def signed_in(username: str) -> FlaskClient:
        client = app.test_client()
        sign_in(client, username)
        return client

    return signed_in


def typed(library: list[LibraryVersion], **changes: object) -> dict[str, object]:
    """Every Tuesday at 09:30 in the short rains, to Kitui East, two texts in turn."""
    return {
        "title": "Amani kisimani",
        "kind": "peace",
        "areas": ["kitui.kitui-east"],
        "versions": [str(version.id) for version in library[:2]],
        "weekdays": ["1"],
        "months": ["10", "11", "12"],
        "hour": "09:30",
        "starts_on": "2026-11-25",
        "ends_on": "2026-12-18",
        "act": "save",
    } | changes


def press(client: FlaskClient, series: int, what: str, **fields: object) -> TestResponse:
    """Post one of the forms of the page with its hidden fields."""
    page = client.get(f"/console/series/{series}").text
    action = f"/console/series/{series}/{what}"
    form = next((form for form in re.findall(r"<form.*?</form>", page, re.S) if f'action="{action}"' in form), None)
    assert form is not None, f"there is no button for {what}"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    return client.post(action, data={**hidden, **fields})


def test_the_road_of_a_series(
    as_: As, session: Session, library: list[LibraryVersion], vault: Vault, places: Gazetteer, clock: Clock
) -> None:
    for language in (Language.SWAHILI, Language.KAMBA):
        make_subscriber(session, vault, places, clock.now, wards=[ENDAU], language=language)
    session.commit()
    mwende, nyambura = as_("mwende"), as_("nyambura")

    page = words(mwende.get("/console/series/new"))
    assert "Malisho" in page
    assert "Mahali" not in page, "only what a series can fill is offered"
    shown = words(mwende.post("/console/series/new", data=typed(library, act="dates")))
    rule = "Every Tuesday at 09:30 in October, November and December, from 25 November 2026 to 18 December 2026."
    assert f"{rule} Tue 1 Dec 2026, 09:30 Tue 8 Dec 2026, 09:30 Tue 15 Dec 2026, 09:30 Dates in all: 3" in shown
    assert "People it would reach today: 2" in shown

    saved = mwende.post("/console/series/new", data=typed(library))
    number = int(saved.location.rsplit("/", 1)[1])
    assert press(mwende, number, "submit").status_code == 303
    assert "Approve the series or return it Amani kisimani" in words(nyambura.get("/console/"))
    page = words(nyambura.get(f"/console/series/{number}"))
    assert "Kitui 01/12/2026: Maji ni ya wote." in page
    assert "it goes to about 2 people each time; dates in all: 3, the last on Tue 15 Dec 2026." in page
    assert "Price of all dates to come KES 4.80" in page
    assert press(nyambura, number, "approve").status_code == 422, "without the tick"
    unread = press(nyambura, number, "approve", understood="on")
    assert unread.status_code == 422, "without the questions a peace message is read by"
    approved = press(nyambura, number, "approve", understood="on", peace=[*OF_SENDING])
    assert "The first bulletin leaves on Tue 1 Dec 2026, 09:30." in words(nyambura.get(approved.location))

    assert press(mwende, number, "halt", reason=" ").status_code == 422
    assert press(mwende, number, "halt", reason="Mazungumzo yanaendelea").status_code == 303
    assert "The series is halted: mend it and submit it again, or end it" in words(mwende.get("/console/"))
    warning = make_approved(session, clock.now)
    warning.phase, warning.state = Phase.EMERGENCY, BulletinState.SENT
    session.commit()
    press(mwende, number, "submit")
    page = words(mwende.get(f"/console/series/{number}"))
    assert "An emergency warning is out in its counties: until it is over, the series stands back." in page
    assert press(nyambura, number, "return", reason="Subiri").status_code == 303
    assert "Returned because: Subiri" in words(mwende.get(f"/console/series/{number}"))
    assert press(mwende, number, "end").status_code == 303
    series = session.get_one(Series, number)
    assert series.state is State.ENDED
    said = [entry.what for entry in audit.history(session, f"series {number}")]
    assert said == [
        "wrote it", "submitted it", "approved it", "halted it", "submitted it", "returned it", "ended it",
    ]  # fmt: skip


@pytest.fixture
def standing(session: Session, cast: dict[str, Officer], library: list[LibraryVersion], clock: Clock) -> Series:
    """By Mwende, approved by Nyambura, every Tuesday at 09:30 from the next on."""
    series = make_series(session, clock.now, author=cast["mwende"], versions=library[:2])
    versions = series_texts.of(session, series.versions)
    series.submit(cast["mwende"], versions, clock.now)
    sender = senders.of(session, series.kind.sender_use)
    series.approve(cast["nyambura"], versions, clock.now, sender, senders.code(session))
    session.commit()
    return series


def test_an_edit_voids_the_approval_and_a_page_of_yesterday_decides_nothing(
    as_: As, session: Session, standing: Series, library: list[LibraryVersion]
) -> None:
    mwende, jumaa = as_("mwende"), as_("jumaa")
    form = mwende.get(f"/console/series/{standing.id}/edit").text
    assert "Saving a change makes it a draft again" in form
    [seen] = re.findall(r'name="seen" value="([^"]+)"', form)
    edited = mwende.post(f"/console/series/{standing.id}/edit", data=typed(library, seen=seen, hour="10:00"))
    assert "must be approved anew" in words(mwende.get(edited.location))
    session.refresh(standing)
    assert (standing.state, standing.approved_hash, standing.approver_id) == (State.DRAFT, None, None)

    late = mwende.post(f"/console/series/{standing.id}/edit", data=typed(library, seen=seen, hour="11:00"))
    assert late.status_code == 422
    assert "Saving again replaces what they did." in words(late)
    press(mwende, standing.id, "submit")
    old = jumaa.post(f"/console/series/{standing.id}/approve", data={"seen": seen, "understood": "on"})
    assert old.status_code == 422


def test_unseen_signs_are_kept_neither_in_its_title_nor_in_a_reason(
    as_: As, session: Session, standing: Series
) -> None:
    press(as_("mwende"), standing.id, "halt", reason="\u202eMazungumzo\u200b")

    session.refresh(standing)
    assert standing.halted_because == "Mazungumzo"
    assert SeriesForm.read(MultiDict({"title": "\u202eAmani"})).title == "Amani"


def test_who_had_a_hand_in_it_does_not_approve_it(
    as_: As, session: Session, standing: Series, cast: dict[str, Officer], library: list[LibraryVersion]
) -> None:
    for username in ("mwende", "jumaa"):
        cast[username].grants.append(Grant(role=Role.APPROVER))
    library[0].texts[0].writer_id = cast["jumaa"].id
    standing.state = State.SUBMITTED
    session.commit()

    for username in ("mwende", "jumaa"):
        client = as_(username)
        assert 'name="understood"' not in client.get(f"/console/series/{standing.id}").text
        seen = standing.seen(series_texts.of(session, standing.versions))
        answer = client.post(f"/console/series/{standing.id}/approve", data={"seen": seen, "understood": "on"})
        assert answer.status_code == 422
        assert "you wrote or submitted this series or one of its texts" in words(answer)


def test_a_missed_date_asks_an_officer_and_two_presses_send_one(
    as_: As, session: Session, standing: Series, clock: Clock
) -> None:
    clock.forward(timedelta(days=7, hours=5))
    series_runs.decide_due(session, standing, clock.now)
    session.commit()
    mwende = as_("mwende")
    asked = "Missed, because the service was down: send it now, or leave it Amani kisimani, Tue 1 Dec 2026, 09:30"
    assert asked in words(mwende.get("/console/"))
    assert asked not in words(as_("kioko").get("/console/"))

    due = session.scalars(select(SeriesRun)).one().due_at.isoformat()
    first = press(mwende, standing.id, "late")
    assert "It leaves on Tue 1 Dec 2026, 14:30." in words(mwende.get(first.location))
    again = mwende.post(f"/console/series/{standing.id}/late", data={"due": due})
    assert again.status_code == 422
    assert "This date was decided already." in words(again)
    assert mwende.post(f"/console/series/{standing.id}/leave", data={"due": "kesho"}).status_code == 404
    [made] = session.scalars(select(Bulletin))
    session.expire_all()
    assert session.scalars(select(SeriesRun)).one().outcome is Outcome.LATE
    page = words(mwende.get(f"/console/bulletins/{made.id}"))
    assert "A series made it." in page
    assert "made by a series" in page
    assert mwende.post(f"/console/bulletins/{made.id}/cancel").status_code == 303
    session.refresh(made)
    assert made.state is BulletinState.CANCELLED


def test_missed_dates_cost_the_home_page_one_query_however_many(
    as_: As, session: Session, standing: Series, clock: Clock
) -> None:
    mwende, asked = as_("mwende"), f"{standing.title}, "

    def cost() -> int:
        statements: list[str] = []
        event.listen(Engine, "before_cursor_execute", count := lambda *call: statements.append(call[2]))
        page = words(mwende.get("/console/"))
        event.remove(Engine, "before_cursor_execute", count)
        assert page.count(asked) == session.scalar(select(func.count()).select_from(SeriesRun))
        return len(statements)

    def miss(weeks: int) -> None:
        due = clock.now + timedelta(weeks=weeks)
        session.add(SeriesRun(series_id=standing.id, due_at=due, outcome=Outcome.MISSED, decided_at=due))
        session.commit()

    miss(1)
    cost()
    of_one = cost()
    miss(2)
    miss(3)
    assert cost() == of_one


def test_another_county_does_not_see_it(as_: As, session: Session, standing: Series) -> None:
    make_officer(session, "mghalu", Grant(role=Role.OFFICER, county="taita-taveta"))
    session.commit()
    mghalu = as_("mghalu")

    assert "Amani kisimani" not in words(mghalu.get("/console/series/"))
    for path in ("", "/edit"):
        assert mghalu.get(f"/console/series/{standing.id}{path}").status_code == 404
    assert mghalu.post(f"/console/series/{standing.id}/halt", data={"reason": "x"}).status_code == 404
    assert "Amani kisimani" in words(as_("mwende").get("/console/series/"))


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"kind": "drought"}, "it cannot recur by itself"),
    ({"kind": "vita"}, "Something on this form cannot be read"),
    ({"areas": [ENDAU]}, "A peace message goes to a constituency or more"),
    ({"areas": ["nairobi"]}, "One of the areas is not known here"),
    ({"areas": []}, "Choose at least one area."),
    ({"zones": ["mars"]}, "One of the livelihood zones is not known here: choose again."),
    ({"versions": []}, "Choose at least one text of the library."),
    ({"versions": ["999999999", "9" * 40, "x"]}, "Choose at least one text of the library."),
    ({"monthdays": "32", "weekdays": []}, "as numbers from 1 to 31"),
    ({"monthdays": "kesho", "weekdays": []}, "as numbers from 1 to 31"),
    ({"monthdays": "1"}, "one of the two"),
    ({"ends_on": "18/12/2026"}, "Give the first and the last day as 2026-11-24."),
    ({"hour": "06:00"}, "between 07:00 and 19:00"),
    ({"hour": "noon"}, "Give the hour as 09:30."),
]


def test_what_cannot_be_is_refused_in_words(as_: As, session: Session, library: list[LibraryVersion]) -> None:
    mwende = as_("mwende")
    for changes, sentence in REFUSED:
        answer = mwende.post("/console/series/new", data=typed(library, **changes))
        assert (answer.status_code, sentence in words(answer)) == (422, True), changes
    assert session.scalars(select(Series)).all() == []


@pytest.mark.parametrize(
    ("rule", "english"),
    [
        ({"weekdays": (0, 3)}, "Every Monday and Thursday at 09:30, from 1 October 2026 to 18 December 2026."),
        ({"weekdays": tuple(range(7)), "months": (10,)}, "Every day at 09:30 in October, from 1 October 2026 to"),
        ({"monthdays": (1, 15)}, "On day 1 and 15 of every month at 09:30, from 1 October 2026 to 18 December 2026."),
        (
            {"monthdays": (31,), "months": (11, 12)},
            "On day 31 of the month at 09:30 in November and December, from 1 October 2026 to 18 December 2026."
            " In a shorter month it comes on the last day.",
        ),
    ],
)  # fmt: skip
def test_a_rule_is_a_sentence(app: Flask, rule: dict[str, tuple[int, ...]], english: str) -> None:
    rule_ = Rule(hour=time(9, 30), starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 18), **rule)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert in_words(rule_).startswith(english)
