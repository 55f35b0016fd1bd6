"""Another key while everybody goes on: nothing is lost, overwritten or known twice, and who is killed is run again."""

import base64
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, sessionmaker

from bot.spool import Posted, Spool
from domain import audit, key_rotation, lost_keys
from domain.areas import Gazetteer
from domain.inbox import Kind
from domain.phones import Phone
from domain.receipts import WaitingReceipt
from domain.schema import metadata
from domain.sealed_columns import RECEIPT_PHONE, SEALED_COLUMNS, SUBSCRIBER_PHONE
from domain.subscribers import Subscriber, hidden
from domain.vault import Vault
from settings import Settings
from tests.bot.simulator.conftest import until
from tests.bot.test_hooks import dial, sms  # noqa: F401  a fixture among them
from tests.make import ENDAU, make_subscriber
from tests.one_of_each import one_of_each

OLD, LOOKUP, NEW = (
    entry.partition("=")[2]
    for entry in (Vault.new_keys() + "," + Vault.new_keys()).replace(",bound", "").split(",")[:3]
)
OLD_FIRST, NEW_FIRST = f"k1={OLD},k2={NEW},lookup={LOOKUP}", f"k2={NEW},k1={OLD},lookup={LOOKUP}"
BEFORE, AFTER, ONLY_NEW = map(Vault.parse, (OLD_FIRST, NEW_FIRST, f"k2={NEW},lookup={LOOKUP}"))
PERSON = "+254711000001"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def vault() -> Vault:
    """Everything begins under the old key; the web of the tests goes on sealing with it."""
    return BEFORE


@pytest.fixture
def operator(build: Callable[..., Flask]) -> Callable[..., tuple[int, str]]:
    """Types `flask keys …` where the new key stands in front; exit code and what is printed."""
    app = build(vault=AFTER)

    def types(*words: str) -> tuple[int, str]:
        answer = app.test_cli_runner().invoke(args=["keys", *words])
        assert isinstance(answer.exception, SystemExit | None), answer.exception
        return answer.exit_code, answer.output

    return types


def opened(session: Session, vault: Vault) -> dict[tuple[str, str, object], str]:
    """All that is sealed, opened."""
    session.rollback()
    found = {}
    for column in SEALED_COLUMNS:
        table = metadata.tables[column.table]
        for row in session.execute(select(table).where(table.c[column.column].is_not(None))):
            found[column.table, column.column, row[0]] = column.open(vault, row)
    return found


def left(session: Session) -> int:
    session.rollback()
    return key_rotation.left(session, AFTER, SUBSCRIBER_PHONE)


def many(session: Session, places: Gazetteer, now: datetime, people: int) -> None:
    one = make_subscriber(session, BEFORE, places, now)
    names = ("wards", "language", "notice_version", "consent_channel", "consented_at", "joined_at", "kind")
    same = {name: getattr(one, name) for name in names}
    numbers = [hidden(BEFORE, Phone(f"+2547330{n:05}")) for n in range(people)]
    columns = [{"phone_sealed": sealed, "phone_lookup": lookup} for sealed, lookup in numbers]
    session.execute(insert(Subscriber), [same | each for each in columns])
    session.commit()


def test_all_that_is_kept_comes_to_lie_under_the_new_key_and_the_old_one_can_go(
    operator: Callable[..., tuple[int, str]],
    session: Session,
    places: Gazetteer,
    now: datetime,
    client: FlaskClient,
    dial: Callable[..., str],  # noqa: F811
) -> None:
    one_of_each(session, BEFORE, places, now, ENDAU, "ngamia")
    session.commit()
    sms(client, "RIPOTI wizi wa mifugo", "report")
    dial("2", "1", "1")
    kept = opened(session, BEFORE)
    assert len({where[:2] for where in kept}) > 12

    assert operator("status")[0] == 1
    assert operator("rotate")[0] == 0

    assert opened(session, ONLY_NEW) == kept
    code, said = operator("status")
    assert (code, "Nothing lies under k1: " in said) == (0, True)
    assert "add the word bound to MBIU_KEYS" in said
    code, said = operator("new")
    assert said.startswith("k3=")
    assert not [secret for secret in (OLD, NEW, LOOKUP) if secret in said]


def test_a_fresh_key_has_the_name_of_none_that_was_taken_out_or_lost(
    build: Callable[..., Flask], session: Session, places: Gazetteer, now: datetime
) -> None:
    def fresh(keys: str) -> str:
        app = build(vault=Vault.parse(f"{keys},lookup={LOOKUP}"))
        return app.test_cli_runner().invoke(args=["keys", "new"]).output[:3]

    assert fresh(f"k2={NEW}") == "k3="
    make_subscriber(session, AFTER, places, now)
    session.commit()
    assert fresh(f"k1={OLD}") == "k3="


def test_what_is_not_bound_to_its_row_is_not_sealed_into_it_where_only_what_is_bound_opens(
    build: Callable[..., Flask], session: Session, places: Gazetteer, now: datetime
) -> None:
    nonce = os.urandom(12)
    one = make_subscriber(session, BEFORE, places, now)
    ciphertext = AESGCM(base64.b64decode(OLD)).encrypt(nonce, PERSON.encode(), b"subscriber")
    one.phone_sealed = swapped = hashlib.sha256(b"k1").digest()[:4] + nonce + ciphertext
    session.commit()
    keys = build(vault=Vault.parse(f"{NEW_FIRST},bound")).test_cli_runner()

    assert "1 values stay as they are" in keys.invoke(args=["keys", "rotate"]).output
    said = keys.invoke(args=["keys", "status"]).output
    session.refresh(one)
    assert (one.phone_sealed, "k1, not bound to rows, refused" in said) == (swapped, True)


def test_what_waits_on_disk_is_sealed_anew_too(
    operator: Callable[..., tuple[int, str]], settings: Settings, now: datetime
) -> None:
    folder = settings.data / "spool"
    Spool(folder, BEFORE).keep(Posted("africastalking", Kind.SMS, b"text=STOP", now))

    assert [operator(word)[0] for word in ("status", "rotate", "status")] == [1, 0, 0]

    spool = Spool(folder, ONLY_NEW)
    assert [spool.read(path).body for path in spool.oldest(9)] == [b"text=STOP"]


def test_what_comes_in_during_a_rotation_waits_for_a_page_and_is_not_overwritten(
    client: FlaskClient,
    session: Session,
    sessions: sessionmaker[Session],
    places: Gazetteer,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_rotation, "PAGE", 1)
    make_subscriber(session, BEFORE, places, now)
    session.commit()
    sms(client, "JIUNGE Mutha", "join")
    stop = Thread(target=sms, args=(client, "STOP", "stop"))

    def sealing(*of: object) -> bytes:  # the page has read its row and holds it
        if SUBSCRIBER_PHONE.at(hidden(BEFORE, Phone(PERSON))[1])[1] == of[2] and not stop.ident:
            stop.start()
            until(lambda: bool(session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))))
        return Vault.seal(vault, *of)  # type: ignore[arg-type]

    vault = Vault.parse(NEW_FIRST)
    vault.seal = sealing  # type: ignore[method-assign,assignment]
    for so_far in key_rotation.go_through(sessions, vault, SUBSCRIBER_PHONE):
        done = so_far.sealed_anew
    stop.join()
    report = {"id": "ATXid_9", "status": "Success", "phoneNumber": PERSON, "networkCode": "63902", "retryCount": "0"}
    assert client.post("/hooks/local/africastalking/delivery", data=report).status_code == 200
    list(key_rotation.go_through(sessions, AFTER, RECEIPT_PHONE))

    session.rollback()
    person = session.scalars(select(Subscriber).order_by(Subscriber.id.desc())).first()
    assert person is not None
    assert (done, person.left_at is not None, SUBSCRIBER_PHONE.open(ONLY_NEW, person)) == (2, True, PERSON)
    assert RECEIPT_PHONE.open(ONLY_NEW, session.scalars(select(WaitingReceipt)).one()) == PERSON
    sms(client, "JIUNGE Mutha", "join again")  # by a web that still seals with the old key
    session.rollback()
    assert [each.left_at for each in session.scalars(select(Subscriber))] == [None, None]


def test_a_rotation_that_is_killed_in_the_middle_is_run_again(
    operator: Callable[..., tuple[int, str]],
    session: Session,
    places: Gazetteer,
    now: datetime,
    database_url: str,
    tmp_path: Path,
) -> None:
    many(session, places, now, 1200)
    kept = opened(session, BEFORE)
    environment = {
        **os.environ, "MBIU_LOCAL": "1", "MBIU_DATA": str(tmp_path), "DATABASE_URL": database_url,
        "MBIU_KEYS": NEW_FIRST, "AFRICASTALKING_USERNAME": "mbiu", "AFRICASTALKING_API_KEY": "key",
        "AFRICASTALKING_SHORT_CODE": "20880", "HOOK_TOKENS": "local",
    }  # fmt: skip
    with psycopg.connect(database_url) as holder:  # what somebody holds is left for the next round: it cannot end
        holder.execute("SELECT 1 FROM subscribers ORDER BY id DESC LIMIT 1 FOR UPDATE")
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "keys", "rotate"]
        rotation = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            until(lambda: left(session) <= 900, seconds=60)
        finally:
            rotation.kill()
        assert rotation.wait() == -signal.SIGKILL

    assert opened(session, AFTER) == kept
    assert left(session) >= 1
    assert operator("rotate")[0] == 0
    assert opened(session, ONLY_NEW) == kept


def test_a_key_that_is_lost_is_given_up_by_a_typed_word_and_whoever_was_under_it_may_join_again(
    build: Callable[..., Flask], session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    people = [make_subscriber(session, vault, places, now) for _ in range(2)]
    session.commit()
    runner = build(vault=ONLY_NEW).test_cli_runner()
    tag = people[0].phone_sealed[:4].hex()

    def gives_up(key: str, typed: str) -> tuple[int, str]:
        answer = runner.invoke(args=["keys", "give-up", key], input=f"{typed}\n")
        session.expire_all()
        return answer.exit_code, answer.output

    assert f"a key that is not here ({tag})" in runner.invoke(args=["keys", "status"]).output
    assert gives_up("k2", "LOST FOR EVER") == (1, "Error: MBIU_KEYS has k2: nothing under it is lost.\n")
    assert "No number" in gives_up("k7", "LOST FOR EVER")[1]
    assert "Nothing was changed" in gives_up("k1", "yes")[1]
    assert lost_keys.unreadable(session, ONLY_NEW) == (2, 2)
    code, said = gives_up(tag, "LOST FOR EVER")
    assert (code, "2 people are marked as left" in said) == (0, True)
    assert lost_keys.unreadable(session, ONLY_NEW) == (0, 0)
    [line] = audit.history(session, f"key {tag}")
    assert line.detail == {"by": "command line", "people": 2}
    again = make_subscriber(session, ONLY_NEW, places, now, phone=SUBSCRIBER_PHONE.phone(vault, people[0]))
    assert (again.id, lost_keys.unreadable(session, ONLY_NEW)) == (people[0].id, (0, 1))
