"""What other parts of the console add to the page of a report: each gives the values its template needs."""

from collections.abc import Callable

from domain.incidents import Incident

PANELS: list[Callable[[Incident], dict[str, object]]] = []
