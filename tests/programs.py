"""Programs that a few tests look through: Chromium, LibreOffice, poppler."""

import os
import shutil

import pytest


def needed(*programs: str) -> list[str]:
    """Where they are. A test whose programs are missing is skipped and says so; with CI set it fails."""
    found = {program: shutil.which(program) for program in programs}
    missing = [program for program, path in found.items() if path is None]
    if missing:
        absent = pytest.fail if "CI" in os.environ else pytest.skip
        absent(f"not installed: {', '.join(missing)}")
    return [path for path in found.values() if path]
