"""What the machine spends and what it is, from /proc and the programs themselves."""

import os
import platform
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from domain.embedded import binaries

TICKS = os.sysconf("SC_CLK_TCK")
GONE = (FileNotFoundError, ProcessLookupError)  # a process that ended between two looks: its parent has its time


def seconds(pid: int) -> float:
    """Processor time, user and system, of a process, of its living children and of those it has buried."""
    spent = sum(seconds(child) for child in _children(pid))
    with suppress(*GONE):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent += sum(map(int, fields[11:15])) / TICKS
    return spent


def megabytes(pid: int) -> float:
    """What a process holds in memory now, without its children."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def facts() -> dict[str, object]:
    """When and on what the figures were measured."""
    revision = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "revision": revision.stdout.strip(),
        "cores": len(os.sched_getaffinity(0)),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "postgres": subprocess.check_output([binaries() / "postgres", "--version"], text=True).split()[2],
        "system": f"{platform.system()} {platform.release()}",
    }


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(*GONE):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(*GONE):
                found += map(int, (task / "children").read_text().split())
    return found
