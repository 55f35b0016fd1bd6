"""`python -m tests.advisories`: whether a library we use is known to be open to attack (pip-audit).

A vulnerability fails. Advisories that cannot be asked for, as on a machine without the internet, are said in one line
and fail nothing: else nobody could check anything there.
"""

import json
import subprocess
import sys
from collections.abc import Sequence

PATIENCE = 90  # seconds for all of them
ASK = ["-m", "pip_audit", "--skip-editable", "--progress-spinner=off", "--timeout=5", "--format=json"]


def verdict(report: str) -> tuple[list[str], bool]:
    """What to say of pip-audit's report, and whether nothing is known against us. "" is a report that never came."""
    try:
        libraries = json.loads(report)["dependencies"]
        asked = [library for library in libraries if "editable" not in library.get("skip_reason", "")]  # but ourselves
    except ValueError:
        asked = []
    found = [(library, each) for library in asked for each in library.get("vulns", [])]
    said = [
        f"{library['name']} {library['version']}: {each['id']}, mended in {' '.join(each['fix_versions']) or 'nothing'}"
        for library, each in found
    ]
    known = sum("vulns" in library for library in asked)
    if known < max(len(asked), 1):
        left = f"{len(asked) - known} of {len(asked)} libraries" if asked else "any library"
        said.append(f"NOT ASKED: advisories about {left} could not be read from here.")
    return said or [f"No advisory about any of {known} libraries."], not found


def main(more: Sequence[str]) -> int:
    try:
        asked = [sys.executable, *ASK, *more]
        report = subprocess.run(asked, capture_output=True, text=True, timeout=PATIENCE, check=False).stdout
    except subprocess.TimeoutExpired:
        report = ""
    said, good = verdict(report)
    print("\n".join(said))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
