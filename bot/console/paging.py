"""A long list, a page at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page, and the addresses of its neighbours: "" where there is none."""

    rows: list[Row]
    previous: str
    next: str


def page_of(find: Callable[[int, int], list[Row]], endpoint: str, at_once: int = 25, **query: Any) -> Page[Row]:
    """The page this request asks for. `find` is given how many at most and how many to skip."""
    number = max(1, request.args.get("page", 1, type=int))
    found = find(at_once + 1, (number - 1) * at_once)
    return Page(
        found[:at_once],
        url_for(endpoint, **query, page=number - 1) if number > 1 else "",
        url_for(endpoint, **query, page=number + 1) if len(found) > at_once else "",
    )
