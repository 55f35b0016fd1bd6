"""The page about sending: who reads it, who acts on it, and what each button does, also when it is pressed too late."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain import wall_clock
from domain.answer_quotas import quotas
from domain.areas import Gazetteer
from domain.audit import Audit
from domain.batches import HELD_BY_BUDGET, Batch
from domain.batches import State as BatchState
from domain.budgets import Budget, Spending, budgets
from domain.bulletins import Bulletin
from domain.db import next_id
from domain.deliveries import Delivery
from domain.heartbeats import WATCH, beat
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from domain.providers import ProviderState, Shift
from domain.providers import State as ProviderIs
from domain.receipts import Stage, WaitingReceipt
from domain.texts import Reason, SingleText, new_text
from domain.texts import State as TextState
from domain.vault import Vault
from messages.jobs import PRIORITY_WARNING, Job, defer
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.bulletin_forms import words
from tests.make import make_bulletin, make_officer, make_subscriber, next_phone

As = Callable[[str], FlaskClient]
SENDING = "/console/sending/"


@pytest.fixture
def as_(app: Flask, sign_in: SignIn) -> As:
    """A browser of this officer's own."""

    def signed_in(username: str) -> FlaskClient:
        client = app.test_client()
        sign_in(client, username)
        return client

    return signed_in


@pytest.fixture
def batch(session: Session, vault: Vault, places: Gazetteer, cast: dict[str, Officer], now: datetime) -> Batch:
    """A list of two people of a bulletin on its way."""
    bulletin = make_bulletin(session, now, author=cast["mwende"])
    bulletin.state, bulletin.started_at = State.SENDING, now
    people = [make_subscriber(session, vault, places, now).id for _ in range(2)]
    made = Batch(bulletin_id=bulletin.id, text_id=bulletin.texts[0].id, county="kitui", recipients=people, size=2)
    session.add(made)
    session.commit()
    return made


def failed(session: Session, job: Job, **arguments: int) -> int:
    """A job of the engine that failed to its last attempt, as the engine itself leaves it."""
    defer(session, job, priority=PRIORITY_WARNING, **arguments)
    number = int(session.scalars(text("UPDATE procrastinate_jobs SET status = 'doing' RETURNING id")).one())
    session.execute(text("SELECT procrastinate_finish_job_v1(:job, 'failed', false)"), {"job": number})
    session.commit()
    return number


def jobs(session: Session) -> list[tuple[str, str, dict[str, int]]]:
    rows = session.execute(text("SELECT task_name, status, args FROM procrastinate_jobs ORDER BY id"))
    return [(name, status, args) for name, status, args in rows]


def acts(session: Session) -> list[tuple[str, str]]:
    """What was done and to what, but for signing in."""
    rows = session.scalars(select(Audit).where(~Audit.subject.startswith("officer ")).order_by(Audit.id))
    return [(act.what, act.subject) for act in rows]


def paused(session: Session, now: datetime, **values: object) -> ProviderState:
    known = ProviderState(
        name="africastalking", since=now - timedelta(hours=2), state=ProviderIs.PAUSED,
        reason="405 InsufficientBalance", **values,  # type: ignore[arg-type]
    )  # fmt: skip
    session.add(known)
    session.commit()
    return known


@pytest.mark.parametrize(
    ("username", "code"), [("kilonzo", 200), ("mwende", 200), ("nyambura", 200), ("kioko", 403), ("wanza", 403)]
)
def test_administrators_officers_and_approvers_read_it(as_: As, username: str, code: int) -> None:
    client = as_(username)

    assert client.get(SENDING).status_code == code
    assert (f'href="{SENDING}"' in client.get("/console/").text) is (code == 200)


@pytest.mark.parametrize("username", ["mwende", "nyambura"])
def test_who_only_reads_is_offered_no_button_and_none_works(
    as_: As, username: str, session: Session, batch: Batch, now: datetime
) -> None:
    paused(session, now)
    job = failed(session, Job.SEND_BATCH, batch=batch.id)
    client = as_(username)

    assert "<form" not in client.get(SENDING).text.partition("<main")[2]
    for door in (
        "providers/africastalking/resume", f"parked/{job}/retry", f"parked/{job}/aside", "budgets/kitui",
    ):  # fmt: skip
        assert client.post(f"{SENDING}{door}").status_code == 403
    assert jobs(session) == [("send_batch", "failed", {"batch": batch.id})]


def test_a_provider_that_was_never_asked_works(as_: As) -> None:
    page = words(as_("mwende").get(SENDING))

    assert "Africa's Talking Working Messages leave through it. Balance Not known" in page
    assert "twilio" not in page
    assert "No job is stuck." in page


def test_a_paused_provider_says_why_since_when_and_what_is_left(as_: As, session: Session, now: datetime) -> None:
    paused(
        session, now, balance=Decimal("12.5"), currency="KES", balance_at=now - timedelta(hours=2),
        test_at=now + timedelta(minutes=5),
    )  # fmt: skip
    session.add(Shift(provider="africastalking", at=now, state=ProviderIs.PAUSED, reason="405 InsufficientBalance"))
    session.commit()

    page = words(as_("kilonzo").get(SENDING))

    for said in (
        "Africa's Talking Paused There is no money left on its account.",
        "Since Tue 24 Nov 2026, 07:30 Why 405 InsufficientBalance Next test Tue 24 Nov 2026, 09:35",
        "Balance KES 12.50 Tue 24 Nov 2026, 07:30 Old",
        "Tue 24 Nov 2026, 09:30: Africa's Talking paused: 405 InsufficientBalance",
    ):
        assert said in page


def test_an_administrator_uses_a_paused_provider_again_once(as_: As, session: Session, now: datetime) -> None:
    known = paused(session, now)
    kilonzo = as_("kilonzo")
    door = f"{SENDING}providers/africastalking/resume"

    answer = kilonzo.post(door)
    assert "It is used again from now on." in words(kilonzo.get(answer.location))
    again = kilonzo.post(door)

    assert "It works already." in words(kilonzo.get(again.location))
    session.refresh(known)
    assert (known.state, known.since, known.reason) == (ProviderIs.WORKING, now, "")
    [shift] = session.scalars(select(Shift))
    assert (shift.provider, shift.state, shift.at) == ("africastalking", ProviderIs.WORKING, now)
    assert acts(session) == [("used again", "provider africastalking")]


def test_an_administrator_speaks_for_the_time_after_a_leap(
    as_: As, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    beat(session, WATCH, now - timedelta(days=3))
    session.commit()
    kilonzo = as_("kilonzo")
    page, home = kilonzo.get(SENDING), words(kilonzo.get("/console/"))
    asked, seen = words(page), {"shown": now.isoformat()}
    assert f'name="shown" value="{now.isoformat()}"' in page.text
    apart = kilonzo.post(f"{SENDING}time", data=seen)  # the database's clock is not the one of a test
    assert "set their clocks first" in words(kilonzo.get(apart.location))
    monkeypatch.setattr(wall_clock, "APART", timedelta(days=36500))
    for unseen in ("", "now", "2026-11-24T09:30", (now - timedelta(minutes=4)).isoformat()):
        answer = kilonzo.post(f"{SENDING}time", data={"shown": unseen})
        assert "look at the time again" in words(kilonzo.get(answer.location))
    answer = kilonzo.post(f"{SENDING}time", data=seen)

    assert "Is it Tue 24 Nov 2026, 09:30?" in asked
    assert "The clock of the server is in doubt" in home
    assert "The time is confirmed" in words(kilonzo.get(answer.location))
    assert "Is it Tue" not in words(kilonzo.get(SENDING))
    assert acts(session) == [("confirmed the time of the server", "service")]


def test_a_provider_nobody_knows_is_not_used_again(as_: As, session: Session) -> None:
    answer = as_("kilonzo").post(f"{SENDING}providers/nobody/resume")

    assert answer.status_code == 303
    assert session.scalars(select(ProviderState)).all() == []


def test_what_is_in_doubt_is_counted(as_: As, session: Session, batch: Batch, vault: Vault, now: datetime) -> None:
    batch.unknown = 3
    for age in (timedelta(hours=1), timedelta(days=2)):
        single = new_text(
            next_id(session, SingleText),
            vault,
            next_phone(),
            "Asante.",
            reason=Reason.REPLY,
            sender=None,
            now=now - age,
        )
        single.state = TextState.UNKNOWN
        session.add(single)
    for stage in (Stage.WAITING, Stage.STRANGE, Stage.STRANGE, Stage.NEW):
        session.add(
            WaitingReceipt(
                provider="africastalking", provider_id="x", phone_sealed=b"", state="delivered", blocked=False,
                received_at=now, stage=stage,
            )
        )  # fmt: skip
    session.commit()
    client = as_("mwende")

    page = words(client.get(SENDING))

    assert "3 people of bulletins that still hold" in page
    assert "1 texts to one person" in page
    assert "1 delivery reports that wait" in page
    assert "2 delivery reports for nothing we sent" in page
    assert "Messages of which nobody can say whether they left: 4" in words(client.get("/console/"))


def test_a_parked_list_is_shown_with_its_people_and_without_a_title(
    as_: As, session: Session, batch: Batch, clock: Clock
) -> None:
    failed(session, Job.SEND_BATCH, batch=batch.id)
    kilonzo = as_("kilonzo")

    page = kilonzo.get(SENDING)

    said = words(page)
    assert f"Sending to a list of people Bulletin {batch.bulletin_id} · People who wait: 2 · Since " in said
    assert "· Attempts: 1" in said
    assert "Ukame Kitui" not in said
    assert f'href="/console/bulletins/{batch.bulletin_id}"' not in page.text, "an administrator opens no bulletin"
    assert f'href="/console/bulletins/{batch.bulletin_id}"' in as_("mwende").get(SENDING).text
    assert "Jobs that failed to their last attempt: 1" in words(kilonzo.get("/console/"))


def test_a_parked_job_is_tried_again_once(as_: As, session: Session, batch: Batch) -> None:
    job = failed(session, Job.SEND_BATCH, batch=batch.id)
    kilonzo = as_("kilonzo")

    first = kilonzo.post(f"{SENDING}parked/{job}/retry")
    assert "It is tried again now." in words(kilonzo.get(first.location))
    second = kilonzo.post(f"{SENDING}parked/{job}/retry")

    assert "It is not parked any more" in words(kilonzo.get(second.location))
    assert jobs(session) == [("send_batch", "todo", {"batch": batch.id})]
    assert acts(session) == [("tried again", f"job {job}")]


def test_a_job_of_which_one_waits_already_is_not_put_back_beside_it(as_: As, session: Session) -> None:
    defer(session, Job.FOLD_RECEIPTS, priority=1, once=Job.FOLD_RECEIPTS)
    number = session.scalars(text("UPDATE procrastinate_jobs SET status = 'doing' RETURNING id")).one()
    session.execute(text("SELECT procrastinate_finish_job_v1(:job, 'failed', false)"), {"job": number})
    defer(session, Job.FOLD_RECEIPTS, priority=1, once=Job.FOLD_RECEIPTS)
    session.commit()

    as_("kilonzo").post(f"{SENDING}parked/{number}/retry")

    assert jobs(session) == [("fold_receipts", "todo", {})]


def test_people_of_a_list_that_is_put_aside_are_counted_as_not_sent(
    as_: As, session: Session, batch: Batch, now: datetime
) -> None:
    job = failed(session, Job.SEND_BATCH, batch=batch.id)
    people = set(batch.recipients)
    kilonzo = as_("kilonzo")
    assert "are counted as not sent, and nobody sends to them again. This cannot be undone." in words(
        kilonzo.get(SENDING)
    )

    first = kilonzo.post(f"{SENDING}parked/{job}/aside")
    second = kilonzo.post(f"{SENDING}parked/{job}/aside")

    assert "It is put aside." in words(kilonzo.get(first.location))
    assert second.status_code == 303
    session.refresh(batch)
    assert (batch.state, batch.recipients, batch.not_sent, batch.finished_at) == (BatchState.DONE, [], 2, now)
    assert {(row.subscriber_id, row.state) for row in session.scalars(select(Delivery))} == {
        (who, "not_sent") for who in people
    }
    assert jobs(session) == []
    assert acts(session) == [("put aside", f"job {job}")]


def test_a_list_that_was_done_meanwhile_keeps_its_counts(as_: As, session: Session, batch: Batch) -> None:
    job = failed(session, Job.SEND_BATCH, batch=batch.id)
    batch.state, batch.recipients, batch.accepted = BatchState.DONE, [], 2
    session.get_one(Bulletin, batch.bulletin_id).state = State.SENT
    session.commit()

    as_("kilonzo").post(f"{SENDING}parked/{job}/aside")

    session.refresh(batch)
    assert (batch.accepted, batch.not_sent) == (2, 0)
    assert jobs(session) == []


def test_who_is_on_a_second_try_stays_unknown_when_it_is_put_aside(as_: As, session: Session, batch: Batch) -> None:
    batch.second, batch.unknown = True, 2
    session.commit()
    job = failed(session, Job.SEND_BATCH, batch=batch.id)

    as_("kilonzo").post(f"{SENDING}parked/{job}/aside")

    session.refresh(batch)
    assert (batch.unknown, batch.not_sent, batch.recipients) == (2, 0, [])


def test_a_text_that_is_put_aside_is_not_sent(as_: As, session: Session, vault: Vault, now: datetime) -> None:
    single = new_text(
        next_id(session, SingleText), vault, next_phone(), "Asante.", reason=Reason.REPLY, sender=None, now=now
    )
    session.add(single)
    session.flush()
    job = failed(session, Job.SEND_TEXT, text=single.id)

    as_("kilonzo").post(f"{SENDING}parked/{job}/aside")

    session.refresh(single)
    assert (single.state, single.phone_sealed, single.body_sealed) == (TextState.NOT_SENT, None, None)


def test_the_drawing_up_of_lists_is_put_aside_only_when_the_bulletin_is_over(
    as_: As, session: Session, batch: Batch
) -> None:
    job = failed(session, Job.FAN_OUT, bulletin=batch.bulletin_id)
    kilonzo = as_("kilonzo")

    early = kilonzo.post(f"{SENDING}parked/{job}/aside")
    assert "Its lists are not all drawn up: try it again, or stop the bulletin first." in words(
        kilonzo.get(early.location)
    )
    assert len(jobs(session)) == 1

    session.get_one(Bulletin, batch.bulletin_id).state = State.CANCELLED
    session.commit()
    kilonzo.post(f"{SENDING}parked/{job}/aside")
    assert jobs(session) == []


def test_a_budget_is_set_changed_and_taken_away(as_: As, session: Session, now: datetime) -> None:
    kilonzo = as_("kilonzo")

    for typed, kept in (("4,000.50", Decimal("4000.50")), ("KES 5000", Decimal(5000)), (" 0 ", Decimal(0))):
        kilonzo.post(f"{SENDING}budgets/kitui", data={"kes": typed})
        session.expire_all()
        assert budgets(session) == {"kitui": kept}
    page = words(kilonzo.get(SENDING))
    assert "Kitui Budget: KES 0.00 Spent today: KES 0.00" in page
    assert "Makueni Budget: No limit" in page

    answer = kilonzo.post(f"{SENDING}budgets/kitui", data={"kes": " "})
    assert "There is no limit any more." in words(kilonzo.get(answer.location))
    session.expire_all()
    assert budgets(session) == {}
    assert acts(session) == [("set the budget", "budget kitui")] * 4


def test_what_was_spent_today_is_shown_beside_the_budget(as_: As, session: Session, now: datetime) -> None:
    session.add(Spending(county="kitui", day=now.date(), kes=Decimal("1234.5")))
    session.add(Spending(county="kitui", day=now.date() - timedelta(days=1), kes=Decimal(9)))
    session.commit()

    assert "Kitui Budget: No limit Spent today: KES 1,234.50" in words(as_("mwende").get(SENDING))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("four thousand", "Write the budget in shillings, in digits: 4000 or 4,000.50."),
        ("4,00", "Write the budget in shillings, in digits"),
        ("NaN", "Write the budget in shillings, in digits"),
        ("1e5", "Write the budget in shillings, in digits"),
        ("٤٠٠", "Write the budget in shillings, in digits"),
        ("9" * 400, "Write the budget in shillings, in digits"),
        ("-1", "A budget cannot be less than nothing."),
        ("10000000.01", "A budget of more than 10,000,000 shillings a day must be a slip: write less."),
    ],
)
def test_a_budget_that_cannot_be_meant_is_answered_with_a_word_and_kept_in_the_field(
    as_: As, session: Session, typed: str, said: str
) -> None:
    answer = as_("kilonzo").post(f"{SENDING}budgets/makueni", data={"kes": typed})

    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{typed}"' in answer.text
    assert session.scalars(select(Budget)).all() == []


def test_an_administrator_of_one_county_limits_that_county_alone(as_: As, session: Session) -> None:
    make_officer(session, "mwadime", Grant(role=Role.ADMIN, county="taita-taveta"))
    session.commit()
    mwadime = as_("mwadime")

    page = words(mwadime.get(SENDING))
    assert "Taita Taveta Budget: No limit" in page
    assert "Kitui" not in page
    assert mwadime.post(f"{SENDING}budgets/kitui", data={"kes": "1"}).status_code == 404
    assert mwadime.post(f"{SENDING}budgets/nowhere", data={"kes": "1"}).status_code == 404
    assert mwadime.post(f"{SENDING}budgets/taita-taveta", data={"kes": "1"}).status_code == 303
    session.expire_all()
    assert budgets(session) == {"taita-taveta": Decimal(1)}


def test_what_waits_for_money_of_that_county_asks_again(as_: As, session: Session, batch: Batch) -> None:
    batch.reason = HELD_BY_BUDGET
    for values in ({"county": "makueni", "reason": HELD_BY_BUDGET}, {"county": "kitui", "reason": ""}):
        session.add(Batch(bulletin_id=batch.bulletin_id, text_id=batch.text_id, recipients=[], size=1, **values))
    session.commit()

    as_("kilonzo").post(f"{SENDING}budgets/kitui", data={"kes": "9000"})

    assert jobs(session) == [("send_batch", "todo", {"batch": batch.id})]


def test_the_first_page_tells_of_a_provider_that_does_not_work_to_whom_it_concerns(
    as_: As, session: Session, now: datetime
) -> None:
    mwende, wanza = as_("mwende"), as_("wanza")
    assert "A provider does not work" not in words(mwende.get("/console/"))
    paused(session, now)

    assert "A provider does not work: Africa's Talking Look" in words(mwende.get("/console/"))
    assert "A provider does not work" not in words(wanza.get("/console/"))


def test_an_administrator_sets_how_many_answers_a_county_may_send(as_: As, session: Session) -> None:
    address, admin = f"{SENDING}quotas/kitui", as_("kilonzo")

    admin.post(address, data={"a_day": "1,000"})
    assert "0 of 1,000 parts" in admin.get(SENDING).text
    for typed in ("many", "-5", "99999999"):
        assert admin.post(address, data={"a_day": typed}).status_code == 422
    admin.post(address, data={"a_day": ""})
    assert quotas(session) == {}

    assert admin.post(f"{SENDING}quotas/nairobi", data={"a_day": "5"}).status_code == 404
    assert as_("mwende").post(address, data={"a_day": "5"}).status_code == 403
