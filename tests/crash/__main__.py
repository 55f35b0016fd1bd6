"""`make soak`: mixed traffic and faults for as long as asked, and a table of what became of everything."""

import argparse
import os
import random
import sys
import time
from pathlib import Path

from tests.crash.service import ground, leave_in_order
from tests.crash.soak import soak

SETTLE = 600  # seconds; on a machine of its own it takes a minute


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=None, help="to play a run again")
    parser.add_argument("--people", type=int, default=3000)
    asked = parser.parse_args()
    leave_in_order()
    seed = random.randrange(10**6) if asked.seed is None else asked.seed
    print(f"seed {seed}, {asked.minutes:g} minutes, {asked.people} people", flush=True)

    def tell(trouble: str) -> None:
        print(trouble, end=", ", file=sys.stderr, flush=True)

    folder, began = Path("var/soak"), time.monotonic()
    how = {"seconds": 60 * asked.minutes, "seed": seed, "people": asked.people, "settle": SETTLE}
    with ground(folder.with_name("soak-postgres")) as postgres:
        troubled, found = soak(folder, postgres, **how, tell=tell)
    print(file=sys.stderr)
    accounts = found.bulletins
    print(f"took {(time.monotonic() - began) / 60:.1f} minutes; load {' '.join(f'{x:.1f}' for x in os.getloadavg())}")
    print("faults       ", ", ".join(f"{what} {count}" for what, count in sorted(troubled.items())))
    print(
        "bulletins    ", f"{accounts.recipients:,} people times bulletins, {accounts.skipped:,} had left or blocked us"
    )
    print("outcomes     ", ", ".join(f"{state} {count:,}" for state, count in sorted(accounts.states.items())))
    for reason, count in accounts.doubts.most_common():
        print(f"in doubt      {count:,} for a time or still: {reason}")
    print(f"\n{found.table()}\n")
    print(f"lost {sum(row.lost for row in found.rows)}, twice {sum(row.twice for row in found.rows)} outside doubt, "
          f"{len(found.faults)} differences in all")  # fmt: skip
    for fault in found.faults[:40]:
        print("FAULT", fault)
    sys.exit(1 if found.faults else 0)


if __name__ == "__main__":
    main()
