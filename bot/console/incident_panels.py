"""What else stands on the page of a report: each noun that belongs to it adds its own part there."""

from bot.console import calls, referral_panel, sources
from domain.incidents import Incident

# Each gives names to the templates `incidents/_….html` that the page includes.
PANELS = (sources.panel, calls.panel, referral_panel.panel)


def panels(incident: Incident) -> dict[str, object]:
    """The names of all of them."""
    return {name: value for panel in PANELS for name, value in panel(incident).items()}
