"""docs/security.md names nothing that is not there, and the look for holes in libraries can fail."""

import ast
import json
import re
from pathlib import Path

from tests.advisories import verdict

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def cases_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_file_and_test_of_the_page_is_there() -> None:
    named = set(re.findall(r"`([\w./-]+\.(?:py|js|md|csv|toml)|Procfile|Makefile)(?:::(\w+))?`", PAGE))

    assert len(named) > 80
    assert [file for file, _ in named if not (ROOT / file).is_file()] == []
    assert [(file, test) for file, test in named if test and test not in cases_of(file)] == []


def test_each_chapter_is_walked() -> None:
    rows = re.findall(r"^\| (v5\.0\.0-.+?) \|", PAGE, re.MULTILINE)
    met = {int(number) for row in rows for number in re.findall(r"V(\d+)", row)}

    assert met == set(range(1, 18))


def test_a_library_with_a_known_hole_fails_and_silence_is_said_aloud() -> None:
    whole = {"name": "flask", "version": "3.1.3", "vulns": []}
    holed = {"name": "jinja2", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
    unasked = {"name": "ours", "skip_reason": "not found"}

    def found(*libraries: object) -> tuple[list[str], bool]:
        return verdict(json.dumps({"dependencies": libraries}))

    assert found(whole) == (["No advisory about any of 1 libraries."], True)
    assert found(whole, holed) == (["jinja2 2.0: PYSEC-1, mended in 2.1"], False)
    assert found(whole, unasked) == (
        ["NOT ASKED: advisories about 1 of 2 libraries could not be read from here."],
        True,
    )
    assert found(holed, unasked)[1] is False
    assert verdict("")[1] is True
    assert "NOT ASKED" in verdict("")[0][0]
