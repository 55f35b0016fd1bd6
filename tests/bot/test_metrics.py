"""What Prometheus is told, and that its alerts ask for nothing we do not tell."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain import budgets, retention_periods
from domain.backups import Backup
from domain.gauges import METRICS
from domain.heartbeats import CLOCK, WORKER, beat
from domain.kept_kinds import Kept
from domain.log_masks import Masks, Tally
from domain.providers import ProviderState, State
from domain.texts import Reason
from domain.wrong_knocks import MOST, WINDOW, Door
from messages import outbox
from tests.bot.conftest import Build, Clock
from tests.make import make_bulletin, make_officer, next_phone

ROOT = Path(__file__).parents[2]
BATCH = text("""
    INSERT INTO batches (bulletin_id, text_id, county, recipients, size, provider, state, accepted)
    VALUES (:bulletin, :text, 'kitui', '{}', 10, 'twilio', 'done', :accepted)""")
TOKENS = ("first-and-long-enough", "second-and-as-long")


@pytest.fixture
def watched(build: Build) -> FlaskClient:
    return build(metrics_tokens=TOKENS).test_client()


def numbers(client: FlaskClient, token: str = TOKENS[0]) -> dict[str, float]:
    """Each sample by its name and labels."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", f"Basic {TOKENS[0]}", f"Bearer {TOKENS[0]}x", "Bearer ĩ"]
)
def test_without_a_live_token_there_is_no_such_door(watched: FlaskClient, build: Build, given: str) -> None:
    answers = [client.get("/metrics", headers={"Authorization": given}) for client in (watched, build().test_client())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "mbiu_" not in answers[0].text


def test_two_tokens_are_live(watched: FlaskClient) -> None:
    assert numbers(watched, TOKENS[1])["mbiu_database_up"] == 1


def test_the_database_tells_how_the_service_is(
    watched: FlaskClient, session: Session, clock: Clock, vault: object
) -> None:
    now = clock()
    beat(session, WORKER, now - timedelta(seconds=40))
    outbox.queue(session, vault, next_phone(), "Asante.", reason=Reason.REPLY, now=now - timedelta(seconds=90))  # type: ignore[arg-type]
    session.add(
        ProviderState(
            name="africastalking",
            since=now,
            state=State.PAUSED,
            balance=Decimal("12.5"),
            currency="KES",
            balance_at=now,
        )
    )
    for verified, hours in ((now, 30), (None, 2)):
        made = now - timedelta(hours=hours)
        session.add(Backup(name="b", begun_at=made, finished_at=made, verified_at=verified))
    budgets.set_budget(session, "kitui", Decimal(4000), make_officer(session, "zawadi"), now)
    session.commit()

    found = numbers(watched)

    assert found['mbiu_heartbeat_age_seconds{process="worker"}'] == 40
    assert found[f'mbiu_heartbeat_age_seconds{{process="{CLOCK}"}}'] == float("inf")
    assert found['mbiu_queue_waiting{purpose="text_reply"}'] == 1
    assert found['mbiu_queue_oldest_seconds{purpose="text_reply"}'] == 90
    assert found['mbiu_jobs{state="waiting",task="send_text"}'] == 1
    assert found['mbiu_provider_state{provider="africastalking",state="paused"}'] == 1
    assert found['mbiu_provider_state{provider="africastalking",state="working"}'] == 0
    assert found['mbiu_provider_balance{currency="KES",provider="africastalking"}'] == 12.5
    assert found['mbiu_backup_age_seconds{state="made"}'] == 2 * 3600
    assert found['mbiu_backup_age_seconds{state="verified"}'] == 30 * 3600
    assert found['mbiu_budget_kes{county="kitui"}'] == 4000
    assert found["mbiu_unread_groups"] == 0


def test_what_became_of_messages_is_the_same_sum_before_and_after_they_are_settled(
    watched: FlaskClient, session: Session, clock: Clock
) -> None:
    """A bulletin that is long over moves to the sums that are kept for a day: the counter must not fall."""
    now, author = clock(), make_officer(session, "zawadi")
    for accepted, ends in ((1, 10), (2, 2)):
        bulletin = make_bulletin(session, now, author=author)
        bulletin.started_at, bulletin.expires_at = now, now + timedelta(days=ends)
        session.flush()
        one = {"bulletin": bulletin.id, "text": bulletin.texts[0].id, "accepted": accepted}
        session.execute(BATCH, one)
    session.commit()

    sums = []
    for days in (0, 11, 9):
        clock.forward(timedelta(days=days))
        sums.append(numbers(watched)['mbiu_messages_total{outcome="accepted",provider="twilio"}'])

    assert sums == [3, 3, 3]


def test_requests_are_counted_by_view_and_dials_are_timed(watched: FlaskClient) -> None:
    before = numbers(watched)
    watched.post(
        "/hooks/local/africastalking/ussd", data={"sessionId": "s1", "phoneNumber": "+254711000001", "text": ""}
    )
    watched.get("/nowhere/0711000001")
    after = numbers(watched)

    def rose(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert rose('mbiu_requests_total{endpoint="hooks.africas_talking_ussd",status="2xx"}') == 1
    assert rose('mbiu_requests_total{endpoint="none",status="4xx"}') == 1
    assert rose("mbiu_ussd_seconds_count") == 1
    assert not [name for name in after if "711" in name or "nowhere" in name]


def test_a_leak_that_was_masked_is_counted(watched: FlaskClient, tmp_path: Path) -> None:
    Masks([], Tally(tmp_path))("to +254711000001")

    assert numbers(watched)['mbiu_log_masked_total{kind="number"}'] == 1


def test_without_the_database_it_says_so_and_tells_the_rest(build: Build) -> None:
    alone = build(database_url="postgresql://127.0.0.1:1/none", metrics_tokens=TOKENS).test_client()

    found = numbers(alone)

    assert found["mbiu_database_up"] == 0
    assert found['mbiu_spool_files{state="waiting"}'] == 0
    assert not any(name.startswith("mbiu_unknown") for name in found)


def test_numbers_that_cannot_be_read_take_no_others_along(watched: FlaskClient, session: Session) -> None:
    session.execute(text("ALTER TABLE backups RENAME TO backups_away"))
    session.commit()
    try:
        found = numbers(watched)
    finally:
        session.execute(text("ALTER TABLE backups_away RENAME TO backups"))
        session.commit()

    assert found["mbiu_unread_groups"] == 1
    assert 'mbiu_heartbeat_age_seconds{process="worker"}' in found


@pytest.fixture
def exposed(watched: FlaskClient) -> set[str]:
    """The name of every metric there is, whether it has a value now or not."""
    answer = watched.get("/metrics", headers={"Authorization": f"Bearer {TOKENS[0]}"}).text
    return set(re.findall(r"^# TYPE (mbiu_\w+)", answer, re.MULTILINE))


def test_every_alert_asks_for_numbers_that_are_told_and_says_what_to_do(exposed: set[str]) -> None:
    rules = [
        rule
        for group in yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text())["groups"]
        for rule in group["rules"]
    ]

    assert len({rule["alert"] for rule in rules}) == len(rules) > 20
    for rule in rules:
        named = {re.sub(r"_(bucket|count|sum)$", "", name) for name in re.findall(r"\bmbiu_\w+", rule["expr"])}
        assert named <= exposed, rule["alert"]
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert re.fullmatch(r"docs/operations\.md#[a-z-]+", rule["annotations"]["do"])


def test_what_one_address_is_counted_to_in_an_hour_raises_the_alert_and_one_mistaken_rush_does_not() -> None:
    rules = (ROOT / "deploy" / "alerts.yml").read_text()
    limits = dict(re.findall(r'mbiu_wrong_knocks\{door(!?=)"password"\}\) > (\d+)', rules))

    for door in Door:
        limit, counted = int(limits["=" if door is Door.PASSWORD else "!="]), MOST[door] + 1
        assert counted < limit < counted * (timedelta(hours=1) // WINDOW - 1), door


def test_a_night_that_forgot_nothing_is_noted_and_one_in_which_a_kind_failed_is_none(
    watched: FlaskClient, session: Session, clock: Clock
) -> None:
    retention_periods.count(session, dict.fromkeys(Kept, 0), clock(), whole=False)
    session.commit()
    assert numbers(watched)["mbiu_retention_age_seconds"] == float("inf")

    retention_periods.count(session, {Kept.REPLIES: 3}, clock())
    retention_periods.count(session, {}, clock())
    session.commit()
    found = numbers(watched)
    assert found["mbiu_retention_age_seconds"] < 86400
    assert {name for name in found if name.startswith("mbiu_retention_rows")} == {
        f'mbiu_retention_rows{{kind="{Kept.REPLIES}"}}'
    }
    assert [rows for _, rows in retention_periods.days(session, 9)] == [3]
    assert retention_periods.forgotten(session, clock().date()) == {Kept.REPLIES: 3}


def test_callbacks_by_an_older_token_are_told_apart_while_both_live(build: Build) -> None:
    client = build(metrics_tokens=TOKENS, hook_tokens=("new", "old")).test_client()
    before = numbers(client)
    for token in ("new", "old", "old", "wrong"):
        client.post(f"/hooks/{token}/africastalking/ussd-events", data={"sessionId": "ATUid_1", "status": "Success"})
    after = numbers(client)

    told = {age: f'mbiu_hook_tokens_total{{age="{age}"}}' for age in ("newest", "older")}
    assert {age: after[name] - before[name] for age, name in told.items()} == {"newest": 1, "older": 2}


def test_every_number_and_alert_is_in_the_guide(exposed: set[str]) -> None:
    guide = (ROOT / "docs" / "monitoring.md").read_text()
    alerts = re.findall(r"- alert: (\w+)", (ROOT / "deploy" / "alerts.yml").read_text())

    assert set(METRICS) <= exposed
    assert [name for name in [*sorted(exposed), *alerts] if f"`{name}`" not in guide] == []
