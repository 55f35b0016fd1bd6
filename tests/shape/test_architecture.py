"""The arrows: who may import whom is the dictionary below, and nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ARROWS = {
    "domain": {"domain"},
    "messages": {"messages", "domain"},
    "schedules": {"schedules", "messages", "domain", "settings"},
    "bot": {"bot", "messages", "domain", "settings"},
    "settings": {"domain"},
    "wsgi": {"bot", "domain", "settings"},
}
# Where a library that shapes everything around it may be imported at all.
AT_HOME = {
    "flask": "bot/",
    "flask_wtf": "bot/",
    "apscheduler": "schedules/",
    "babel": "messages/",
    "africastalking": "messages/providers/",
    "twilio": "messages/providers/",
}
# Deferring a job is open to all; working jobs off belongs to the worker.
WORKS_JOBS = {"PsycopgConnector", "JobContext", "RetryStrategy"}


def modules() -> list[Path]:
    return sorted(
        [path for package in ("domain", "messages", "schedules", "bot") for path in (ROOT / package).rglob("*.py")]
        + [ROOT / "settings.py", ROOT / "wsgi.py"]
    )


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Every (module, name) a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_module_imports_only_what_the_arrows_allow(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0].removesuffix(".py")
    ours = {module.partition(".")[0] for module, _ in imports(path)} & set(ARROWS)

    assert ours <= ARROWS[package]


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_library_stays_at_home(path: Path) -> None:
    for module, imported in imports(path):
        home = AT_HOME.get(module.partition(".")[0], "")
        assert name(path).startswith(home), f"{module} belongs in {home}"
        if module.startswith("procrastinate") and imported in WORKS_JOBS:
            assert name(path).startswith("schedules/")


@pytest.mark.parametrize("path", modules(), ids=name)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    tree = ast.parse(path.read_text())
    reads = {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "os"
    }
    reads |= {imported for module, imported in imports(path) if module == "os"}

    assert name(path) == "settings.py" or not reads & {"environ", "environb", "getenv", "putenv"}


@pytest.mark.parametrize("path", modules(), ids=name)
def test_only_an_edge_commits(path: Path) -> None:
    if name(path).startswith(("domain/", "messages/")):
        calls = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert "commit" not in calls


def test_no_room_is_without_a_name() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "managers", "manager"}

    assert not [name(path) for path in modules() if vague & set(path.with_suffix("").parts)]
