"""How far the bench is: a bar where somebody watches, plain lines elsewhere."""

import sys
from collections.abc import Callable

WIDTH = 24


class Progress:
    """Written to stderr, so that the table can be kept by itself."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._row = ""

    def row(self, name: str) -> None:
        """Begin to measure this."""
        self._row = name
        self._write(name if self._watched else f"… {name}\n")

    def stage(self, name: str) -> Callable[[int, int], None]:
        """Begin one stage of it; what is given back is told (done, of how many)."""

        def show(done: int, of: int) -> None:
            if self._watched and of:
                full = min(WIDTH, WIDTH * done // of)
                self._write(f"{self._row:40.40} {name:10} [{'█' * full}{'·' * (WIDTH - full)}] {done:,} of {of:,}")

        show(0, 1)
        return show

    def end(self) -> None:
        self._write("")

    def _write(self, line: str) -> None:
        sys.stderr.write(f"\r\033[K{line}" if self._watched else line)
        sys.stderr.flush()
