"""When each part of a script begins and how long it lasts, in whole seconds that add up."""

from collections.abc import Iterable, Iterator


def times(lasting: Iterable[float]) -> Iterator[tuple[int, int]]:
    """The start and the length of each: to the second at which the next begins."""
    start = 0.0
    for seconds in lasting:
        begins, start = round(start), start + seconds
        yield begins, round(start) - begins
