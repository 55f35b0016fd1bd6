"""What else stands on the page of a report: each noun that belongs to it adds its own part there."""

from collections.abc import Callable

from domain.incidents import Incident

# Each gives names to the templates `incidents/_….html` that the page includes.
PANELS: list[Callable[[Incident], dict[str, object]]] = []


def panels(incident: Incident) -> dict[str, object]:
    """The names of all of them."""
    return {name: value for panel in PANELS for name, value in panel(incident).items()}
