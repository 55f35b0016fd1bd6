"""A service of real processes for one test, on a PostgreSQL of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.service import Service, service


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Service]:
    """Nothing runs in it yet but PostgreSQL and the provider, which answers at once."""
    with service(tmp_path / "service") as here:
        yield here
