"""`make soak`: kill at random for as long as asked, and print what became of everybody."""

import argparse
import random
import sys
from pathlib import Path

from tests.crash.service import ground
from tests.crash.soak import soak


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None, help="to play a run again")
    parser.add_argument("--people", type=int, default=3000)
    asked = parser.parse_args()
    seed = random.randrange(10**6) if asked.seed is None else asked.seed
    print(f"seed {seed}", flush=True)

    def tell(victim: str) -> None:
        print(victim, end=" ", file=sys.stderr, flush=True)

    folder = Path("var/soak")
    with ground(folder.with_name("soak-postgres")) as postgres:
        killed, found = soak(folder, postgres, kills=asked.kills, seed=seed, people=asked.people, tell=tell, settle=180)
    print(file=sys.stderr)
    print("killed       ", ", ".join(f"{kind} {count}" for kind, count in sorted(killed.items())))
    print("recipients   ", found.recipients, "people times bulletins, of whom", found.skipped, "had blocked the sender")
    print("outcomes     ", ", ".join(f"{state} {count}" for state, count in sorted(found.states.items())))
    for reason, count in found.doubts.most_common():
        print(f"in doubt      {count} for a time or still: {reason}")
    print("served        ", found.served, "by the provider's books;", found.twice_in_doubt, "twice while in doubt")
    print("lost          ", sum(fault.startswith("lost") for fault in found.faults))
    print("twice         ", sum(fault.startswith("twice") for fault in found.faults), "outside doubt")
    for fault in found.faults[:20]:
        print("FAULT", fault)
    sys.exit(1 if found.faults else 0)


if __name__ == "__main__":
    main()
