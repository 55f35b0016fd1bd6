"""The books of what is outside, read: who was served what, what was reported, and what each telephone did."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


@dataclass
class Ledger:
    """`served`: ids by text and number; `reported`: ids whose final report our hook took. Moments are Unix time."""

    served: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    served_at: dict[str, float] = field(default_factory=dict)
    reported: set[str] = field(default_factory=set)
    wrote: list[Entry] = field(default_factory=list)
    called: list[Entry] = field(default_factory=list)
    shown: list[Entry] = field(default_factory=list)
    ended: list[Entry] = field(default_factory=list)
    blocked: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def numbers(self) -> set[str]:
        """Every number that anything was done with."""
        acts = (*self.wrote, *self.called, *self.shown)
        return {number for _, number in self.served} | {entry["number"] for entry in acts}

    def away(self) -> dict[str, list[tuple[float, float]]]:
        """From when to when each who stopped or blocked us must be left alone; an end of infinity is until today."""
        told: dict[str, list[tuple[float, float, bool]]] = defaultdict(list)
        for entry in (*self.wrote, *self.called):
            what = entry.get("what") or entry.get("road")
            if what in ("stop", "join"):
                told[entry["number"]].append((entry["began"], entry["at"], what == "stop"))
        spans: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for number, acts in told.items():
            acts.sort()
            for i, (_, at, stops) in enumerate(acts):
                if stops:
                    back = next((began for began, _, still in acts[i + 1 :] if not still), float("inf"))
                    spans[number].append((at, back))
        for entry in self.blocked:
            spans[entry["blocked"]].append((entry["at"], float("inf")))
        return spans


KINDS = ("wrote", "called", "shown", "ended", "blocked")


def read(books: Path) -> Ledger:
    """The whole book; nothing is written to it any more."""
    ledger = Ledger()
    for line in books.read_text().splitlines():
        entry = json.loads(line)
        if "served" in entry:
            ledger.served[entry["text"], entry["number"]].append(entry["served"])
            ledger.served_at[entry["served"]] = entry["at"]
        elif "reported" in entry:
            if entry["status"] == "Success":
                ledger.reported.add(entry["reported"])
        elif "fault" in entry:
            ledger.faults.append(entry["fault"])
        else:
            getattr(ledger, next(kind for kind in KINDS if kind in entry)).append(entry)
    return ledger
