"""What is written down: one line of JSON, and in it nobody's number, no token and no value of a fault."""

import io
import json
import logging
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from domain.log_masks import Masks, Tally
from domain.logs import Handler, Line, about, request_id
from domain.traces import trace

HOOK_TOKEN = "of-the-hooks-and-long"
MASKED = ("[number]", "[token]")


@pytest.fixture
def masks(tmp_path: Path) -> Masks:
    return Masks([HOOK_TOKEN, "local"], Tally(tmp_path))


@pytest.mark.parametrize(
    "leak",
    [
        "+254711000001", "254711000001", "00254711000001", "0711000001", "0110123456", "711000001", "tel:0711 000 001",
        "0711-000-001", "+254 (0) 711 000 001", "(0711) 000001", "254.711.000.001", "0711\u00a0000\u00a0001",
        "from=%2B254711000001", "٠٧١١٠٠٠٠٠١", "711 000 001", "07 11 00 00 01", "id 12345678901", HOOK_TOKEN,
        "0711%20222%20333", "254%20711%20222%20333", "0711_222_333", "0711*222*333", "07:11:22:23:33", "0711+222+333",
        "0711, 222, 333", "0711    222    333", "0711\u2011222\u2011333", "0711\u2014222\u2014333",
        "0\u200b7\u200b1\u200b1\u200b2\u200b2\u200b2\u200b3\u200b3\u200b3",
        "(711) 222 333", "711.222.333", "711 222333",
        "254, 711, 222, 333", "11223344556677889900112233445566",
        "/hooks/abcd/africastalking/sms", "GET /console/sign-in/abc.def?x=1", "https://x/scripts/link/AbC-9",
        "/hooks//abcd/africastalking/sms", "/HOOKS/abcd/sms", "hooks%2Fabcd%2Fafricastalking", "/x?token=abcd",
        "/scripts/1.pdf?a=1&link=AbC-9", "Authorization: Bearer abcd/efgh.ijkl", "Bearer abc.def.ghi",
    ],
)  # fmt: skip
def test_what_must_not_stand_in_a_log_is_masked_and_counted(leak: str, masks: Masks, tmp_path: Path) -> None:
    masked = masks(f"said {leak}, then")

    assert any(mark in masked for mark in MASKED)
    left = ("711000001", "000 001", "000001", "222", "333", "abcd", "abc.def", "AbC-9", HOOK_TOKEN)
    assert [piece for piece in left if piece in masked] == []
    assert sum(Tally(tmp_path).counts().values()) == 1


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-11-26T20:49:07.123456+00:00", "2026-11-26 20:49:07", "2026-11-26 2026-11-27 12:00", "17 12 2026 06:30",
        "0.7123456789012", "took 0.711000001 s", "eb17a6d7-2bb4-41e9-bc03-189578700001",
        "<x at 0x7f0711000001>", "00000001790000000000-00001234-00000001",
        "1122334455667788990011223344556f",  # pragma: allowlist secret
        "job 1234567 of batch 87654321", "127.0.0.1:54321", "192.168.100.101", "*384*1234#", "KES 1,234,567.50",
        "/hooks/twilio/sms", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10", "local", "line 10, in read\n  line 20",
        "2026-11-26 07:11:22,123",
        "0, 1, 250, 12345", "0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
        "07:11:22 200 512", "07:11:22.123", "10.0.1.192:54321", "10.1.0.7 200 15",
        "/hooks//twilio/sms", "a key=1", "the bearer of it",
    ],
)  # fmt: skip
def test_what_is_harmless_stays(harmless: str, masks: Masks, tmp_path: Path) -> None:
    assert masks(harmless) == harmless
    assert Tally(tmp_path).counts() == {"number": 0, "token": 0}


def written(masks: Masks, message: str, *args: object, readable: bool = False, **more: object) -> str:
    """One line, by a logger of a library that knows nothing of us."""
    out = io.StringIO()
    handler = Handler(out)
    handler.setFormatter(Line("worker", masks, readable=readable))
    logger = logging.Logger("some.library")
    logger.addHandler(handler)
    logger.warning(message, *args, **more)  # type: ignore[arg-type]
    return out.getvalue()


def test_message_arguments_extras_and_fault_all_pass_the_net(masks: Masks) -> None:
    try:
        raise ImportError("no module 0711000001")
    except ImportError as fault:
        given = {"phone": 254711000001, "batch": 12, "call": {"to": "0711 000 001"}}
        line = written(masks, "to %s", "+254711000001", extra=given, exc_info=fault)

    said = json.loads(line)
    assert "711000001" not in line.replace(" ", "")
    assert said["message"] == "to [number]"
    assert (said["phone"], said["batch"], said["call"]) == ("[number]", 12, "{'to': '[number]'}")
    assert said["exc_info"].endswith("ImportError: no module [number]")
    assert "test_logs.py" in said["exc_info"]


def test_a_line_says_when_who_and_in_which_job(masks: Masks) -> None:
    with about(job="send_batch", job_id=7):
        said = json.loads(written(masks, "gone"))
    rest = json.loads(written(masks, "gone"))

    assert said.pop("time")[-1] == "Z"
    assert said == {
        "level": "warning", "logger": "some.library", "process": "worker", "message": "gone",
        "job": "send_batch", "job_id": 7,
    }  # fmt: skip
    assert "job" not in rest


def test_a_person_at_a_terminal_reads_a_line_of_words(masks: Masks) -> None:
    with about(request="abc"):
        line = written(masks, "call 0711000001", extra={"status": 200}, readable=True)

    assert line[12:] == " warning some.library: call [number] request=abc status=200\n"


def test_a_line_that_cannot_be_written_tells_nothing_of_itself(
    masks: Masks, capsys: pytest.CaptureFixture[str]
) -> None:
    line = written(masks, "%d people", "0711000001")

    assert json.loads(line) == {"level": "error", "logger": "some.library", "message": "unwritten: TypeError"}
    assert capsys.readouterr().err == ""


def test_a_fault_is_written_without_the_values_in_its_words(engine: Engine) -> None:
    def read() -> None:
        try:
            int("what she wrote")
        except ValueError as fault:
            raise KeyError("Mwende") from fault

    with pytest.raises(KeyError) as found:
        read()
    with engine.connect() as connection, pytest.raises(IntegrityError) as refused:
        connection.execute(text("INSERT INTO heartbeats VALUES ('Mwende', NULL)"))
    with pytest.raises(psycopg.errors.InvalidTextRepresentation) as unread, engine.connect() as connection:
        connection.connection.cursor().execute("SELECT 'Mwende'::int")

    told = [trace(each.value) for each in (found, refused, unread)]

    assert told[0].index("ValueError") < told[0].index("which led to") < told[0].index("KeyError")
    assert "sqlalchemy.exc.IntegrityError: 23502 heartbeats" in told[1]
    assert told[2].endswith("psycopg.errors.InvalidTextRepresentation: 22P02")
    assert "what she wrote" not in "".join(line for line in told[0].splitlines() if "int(" not in line)
    assert "Error: " not in told[0]
    assert "DETAIL" not in "".join(told)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("11b1f2426b244a16b8fecc623d70db79", True),  # pragma: allowlist secret
        ("eb17a6d7-2bb4-41e9-bc03-1895787ebd94", True),
        ("0711000001", False), ("0" * 22 + "0711000001", False), ("x" * 32, False),
        ("11b1f2426b244a16b8fecc623d70db79\n", False),
        ("", False), (None, False),
    ],
)  # fmt: skip
def test_only_a_well_formed_id_of_a_request_is_taken(given: str | None, kept: bool) -> None:
    assert (request_id(given) == given) is kept
    assert len(request_id(given)) >= 32


def test_a_whole_process_writes_by_the_one_handler(tmp_path: Path) -> None:
    """Also warnings, a thread that dies, and the fault that ends it; what was masked is counted on the disk."""
    program = f"""
import logging, pathlib, threading, warnings
from domain import logs
logs.set_up("clock", secrets=["{HOOK_TOKEN}"], data=pathlib.Path({str(tmp_path)!r}), readable=False)
logging.getLogger("_granian").error("to {HOOK_TOKEN}")
logging.getLogger("urllib3").info("an address")
warnings.warn("of 0711000001")
thread = threading.Thread(target=lambda: int("what she wrote")); thread.start(); thread.join()
raise RuntimeError("0711000001")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["logger"], line["level"]) for line in lines] == [
        ("_granian", "error"), ("py.warnings", "warning"), ("uncaught", "critical"), ("uncaught", "critical"),
    ]  # fmt: skip
    assert "711000001" not in done.stderr
    assert HOOK_TOKEN not in done.stderr
    assert Tally(tmp_path).counts() == {"number": 1, "token": 1}
