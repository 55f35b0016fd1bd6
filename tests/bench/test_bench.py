"""That the bench still runs, and would not praise a broadcast that lost somebody or reached somebody twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.bench.provider import provider
from tests.bench.rows import Mark, most


def test_a_small_broadcast_is_measured_beside_the_naive_loop(tmp_path: Path) -> None:
    book = tmp_path / "bench.json"
    command = [sys.executable, "-m", "tests.bench", "--quick", "--only", "lists of 1000 at 0 ms", "--json", str(book)]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    [(name, told)] = json.loads(book.read_text())["rows"].items()
    assert name == "broadcast, lists of 1000 at 0 ms"
    assert told["reached"].keys() == {"messages/s", "CPU ms", "x naive"}
    assert min(told["figures"].values()) > 0


def test_the_provider_tells_a_number_that_came_twice() -> None:
    with provider() as network:
        for numbers in ("%2B254711000001%2C%2B254711000002", "%2B254711000002"):
            body = f"to={numbers}&message=NDMA+7%3A+Ukame".encode()
            answer = requests.post(f"{network.address}/version1/messaging", data=body, timeout=5)
            assert answer.status_code == 201

        assert network.served("NDMA 7") == (3, 2)
        assert list(network.alone) == ["254711000002"]


@pytest.mark.parametrize(
    ("mark", "value", "said"),
    [
        (Mark("messages/s", 18_000, 30_000), 17_999, "NO"),
        (Mark("messages/s", 18_000, 30_000), 18_000, "enough"),
        (Mark("messages/s", 18_000, 30_000), 30_000, "aim"),
        (most("p99 ms", 150, 60), 151, "NO"),
        (most("p99 ms", 150, 60), 61, "enough"),
        (most("p99 ms", 150, 60), 60, "aim"),
    ],
)
def test_a_figure_is_held_against_what_is_enough_and_the_aim(mark: Mark, value: float, said: str) -> None:
    assert mark.reached(value) == said
