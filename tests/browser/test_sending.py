"""The page about sending, and a bulletin under way, paused, and up for approval with too little money."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Browser
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.batches import HELD_BY_BUDGET, HELD_NO_PROVIDER, Batch
from domain.batches import State as BatchState
from domain.budgets import Budget, Spending
from domain.bulletins import Bulletin
from domain.hours import local
from domain.life_cycle import State
from domain.officers import Officer, named
from domain.providers import ProviderState, Shift
from domain.providers import State as ProviderIs
from messages.jobs import PRIORITY_WARNING, Job, defer
from tests.browser.sight import LAPTOP, PHONE, fits
from tests.browser.test_pages import opened
from tests.journeys.conftest import Town
from tests.journeys.test_a_bulletin import seen_by, written

SIZES = pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])


def troubled(town: Town, path: str, state: State) -> None:
    """Everything that can be wrong at once: a paused provider, a spent budget, a parked list, people in doubt."""
    now = town.clock()
    with town.sessions.begin() as session:
        kilonzo = named(session, "kilonzo")
        assert isinstance(kilonzo, Officer)
        bulletin = session.get_one(Bulletin, int(path.rsplit("/", 1)[1]))
        bulletin.state, bulletin.send_at, bulletin.started_at = state, now, now
        session.add(
            ProviderState(
                name="africastalking", since=now, state=ProviderIs.PAUSED, reason="405 InsufficientBalance",
                test_at=now + timedelta(minutes=5), balance=Decimal("12.5"), currency="KES",
                balance_at=now - timedelta(hours=3),
            )
        )  # fmt: skip
        session.add(Shift(provider="africastalking", at=now, state=ProviderIs.PAUSED, reason="405 InsufficientBalance"))
        session.add(Budget(county="kitui", kes_per_day=Decimal(4000), set_by=kilonzo.id, set_at=now))
        session.add(Spending(county="kitui", day=local(now).date(), kes=Decimal("3987.2")))
        parked = _list(session, bulletin, reason=HELD_BY_BUDGET, recipients=list(range(1200)), size=1200)
        _list(session, bulletin, reason=HELD_NO_PROVIDER, recipients=[1, 2], size=2)
        _list(session, bulletin, second=True, state=BatchState.SENDING, recipients=[3], size=1, unknown=1)
        _list(session, bulletin, state=BatchState.DONE, size=900, accepted=880, delivered=700, unknown=20)
        defer(session, Job.SEND_BATCH, priority=PRIORITY_WARNING, batch=parked.id)
        session.execute(text("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'send_batch'"))
        session.execute(text("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'send_batch'"))


def _list(session: Session, bulletin: Bulletin, **values: object) -> Batch:
    defaults = {"county": "kitui", "recipients": []}
    batch = Batch(bulletin_id=bulletin.id, text_id=bulletin.texts[0].id, **{**defaults, **values})  # type: ignore[arg-type]
    session.add(batch)
    session.flush()
    return batch


@SIZES
def test_the_page_about_sending_fits_and_is_light(town: Town, chromium: Browser, size: dict[str, int]) -> None:
    _, bulletin = written(town)
    page = opened(town, chromium, "kilonzo", size)
    fits(page, f"{town.address}/console/sending/", size)
    troubled(town, bulletin, State.SENDING)
    fits(page, f"{town.address}/console/sending/", size)
    page.get_by_text("Put aside", exact=True).click()
    page.get_by_text("The last changes").click()
    assert page.get_by_role("button", name="Put it aside").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    fits(page, f"{town.address}/console/", size)
    page.context.close()


@SIZES
@pytest.mark.parametrize("state", [State.SENDING, State.PAUSED])
def test_the_page_of_one_under_way_fits_and_is_light(
    town: Town, chromium: Browser, size: dict[str, int], state: State
) -> None:
    _, bulletin = written(town)
    troubled(town, bulletin, state)
    page = opened(town, chromium, "mwende", size)
    fits(page, f"{town.address}{bulletin}", size)
    assert page.get_by_role("button", name="Pause it" if state is State.SENDING else "Let it go on").is_visible()
    page.context.close()


@SIZES
def test_the_page_of_one_that_money_does_not_carry_fits_and_is_light(
    town: Town, chromium: Browser, size: dict[str, int]
) -> None:
    for key in range(3):
        town.phone(f"+25471100062{key}").text("JIUNGE Endau")
    mwende, path = written(town)
    seen_by(town, "kioko", path).send("Sign this text")
    mwende.go(path)
    mwende.send("Submit for approval")
    with town.sessions.begin() as session:
        kilonzo = named(session, "kilonzo")
        assert isinstance(kilonzo, Officer)
        now = town.clock()
        session.add(ProviderState(name="africastalking", since=now, balance=Decimal(1), currency="KES"))
        session.add(Budget(county="kitui", kes_per_day=Decimal("0.5"), set_by=kilonzo.id, set_at=now))
    page = opened(town, chromium, "nyambura", size)

    fits(page, f"{town.address}{path}", size)

    assert page.get_by_text("does not carry").is_visible()
    assert page.get_by_text("The budget of Kitui").is_visible()
    page.context.close()


def test_pausing_and_going_on_without_scripts(town: Town, chromium: Browser) -> None:
    _, path = written(town)
    troubled(town, path, State.SENDING)
    page = opened(town, chromium, "mwende", PHONE, scripts=False)
    page.goto(f"{town.address}{path}")

    page.get_by_role("button", name="Pause it").click()
    page.get_by_text("It is paused: nothing of it leaves until somebody lets it go on.").wait_for()
    page.get_by_role("button", name="Let it go on").click()

    page.get_by_text("It goes on now.").wait_for()
    page.context.close()
