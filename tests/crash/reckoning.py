"""Every message, text, call, report and receipt of a soak, held against the books of what is outside; and the logs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain.inbox import Callback, Kind
from domain.incidents import Incident
from domain.phones import Phone
from domain.replies import Reply
from domain.reporters import Reporter
from domain.sealed_columns import REPLY_BODY, REPORTER_PHONE, SIGHTING_WORDS
from domain.sightings import Sighting
from domain.texts import Reason, SingleText, State
from domain.triage import CLOCKS, URGENT, Told
from domain.vault import Purpose, Vault
from tests.crash.accounts import Accounts, audited
from tests.crash.ledger import Ledger, read

TAKEN = {State.ACCEPTED, State.ON_NETWORK, State.DELIVERED, State.FAILED}
UNDER_WAY = {State.QUEUED, State.SENDING}
DIGITS = re.compile(rb"\d{9,}")
TOKEN = re.compile(rb"zq[b-z]{14}")


@dataclass
class Row:
    """One line of the table; `faults` names what makes up `lost` and `twice`."""

    kind: str
    theirs: int = 0
    ours: int = 0
    lost: int = 0
    twice: int = 0
    in_doubt: int = 0


@dataclass
class Reckoning:
    """The table and every difference by name; `bulletins` is the first line in detail."""

    bulletins: Accounts
    rows: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def line(self, kind: str, theirs: int, ours: int, in_doubt: int = 0, faults: Iterable[str] = ()) -> None:
        named = list(faults)
        lost, twice = (sum(fault.startswith(word) for fault in named) for word in ("lost", "twice"))
        self.rows.append(Row(kind, theirs, ours, lost, twice, in_doubt))
        self.faults += named

    def table(self) -> str:
        heads = ("kind", "in their books", "in ours", "lost", "twice", "in doubt")
        lines = [f"{heads[0]:34}" + "".join(f"{head:>16}" for head in heads[1:])]
        for row in self.rows:
            figures = (row.theirs, row.ours, row.lost, row.twice, row.in_doubt)
            lines.append(f"{row.kind:34}" + "".join(f"{figure:16,}" for figure in figures))
        return "\n".join(lines)


def reckon(session: Session, vault: Vault, books: Path, logs: Iterable[Path]) -> Reckoning:
    """Compare everything; the service must be quiet."""
    ledger = read(books)
    numbers = ledger.numbers()
    bulletins = audited(session, vault, ledger)  # what is left in `ledger.served` went to one person each
    found = Reckoning(bulletins)
    found.line("bulletins (people x bulletins)", bulletins.served, sum(bulletins.states[s] for s in map(str, TAKEN)),
               bulletins.states["unknown"] + bulletins.twice_in_doubt, bulletins.faults)  # fmt: skip
    _texts(session, vault, ledger, found)
    _inbox(session, vault, ledger, found)
    _reports(session, vault, ledger, found)
    _questions(session, vault, ledger, found)
    _stops(session, vault, ledger, found)
    _receipts(session, ledger, found)
    found.faults += ledger.faults + _in_the_logs(logs, numbers)
    return found


def _texts(session: Session, vault: Vault, ledger: Ledger, found: Reckoning) -> None:
    """What went to one person each: every row served as it says, and nothing served without a row."""
    doubtful = set(session.scalars(text("SELECT text_id FROM text_was_unknown")))
    lookups = {row.text_id: row.phone_lookup for row in session.execute(text("SELECT * FROM every_text"))}
    rows: dict[bytes, list[SingleText]] = defaultdict(list)
    for row in session.scalars(select(SingleText)):
        rows[lookups[row.id]].append(row)
    served: dict[str, list[str]] = defaultdict(list)
    for (_, number), ids in ledger.served.items():
        served[number] += ids
    of_number = {vault.lookup(Phone(number), Purpose.TEXT): number for number in served}
    theirs: Counter[str] = Counter()
    faults: dict[str, list[str]] = defaultdict(list)
    for lookup, mine in rows.items():
        ids = set(served[of_number[lookup]]) if lookup in of_number else set()
        for row in mine:
            if row.provider_id in ids:
                ids.discard(row.provider_id)
                theirs[row.reason] += 1
            elif row.state in TAKEN:
                faults[row.reason].append(f"lost: text {row.id} ({row.reason}) is {row.state} and was never served")
            if row.state in UNDER_WAY:
                faults[row.reason].append(f"lost: text {row.id} ({row.reason}) is still {row.state}")
            if row.provider_id in ledger.reported and row.state is not State.DELIVERED:
                faults[row.reason].append(f"lost: the report of text {row.id} ({row.reason}), which is {row.state}")
        spare = [row for row in mine if row.id in doubtful and not row.provider_id]
        reason = next(iter(mine)).reason
        theirs[reason] += len(ids)
        if len(ids) > len(spare):
            faults[reason].append(f"twice: {len(ids)} served to one number ({reason}), {len(spare)} in doubt")
    strangers = served.keys() - {of_number[lookup] for lookup in rows if lookup in of_number}
    faults[Reason.REPLY] += [f"twice: {len(served[number])} served without a row" for number in strangers]
    states: dict[str, Counter[State]] = defaultdict(Counter)
    for row in (row for mine in rows.values() for row in mine):
        states[row.reason][row.state] += 1
    for reason, count in sorted(states.items()):
        ours = sum(count[state] for state in TAKEN)
        found.line(f"texts: {reason}", theirs[reason], ours, count[State.UNKNOWN], faults[reason])
    _deserved(vault, ledger, rows, found)


def _deserved(vault: Vault, ledger: Ledger, rows: dict[bytes, list[SingleText]], found: Reckoning) -> None:
    """Each text from a person is answered once."""
    due: Counter[str] = Counter()
    for entry in ledger.wrote:
        due[entry["number"]] += entry["replies"]
    faults, given = [], 0
    for number, owed in due.items():
        mine = rows.get(vault.lookup(Phone(number), Purpose.TEXT), [])
        answers = sum(row.reason is Reason.REPLY for row in mine)
        given += answers
        if answers != owed:
            what = [entry["what"] for entry in ledger.wrote if entry["number"] == number]
            faults.append(f"{'lost' if answers < owed else 'twice'}: {answers} answers to {what}, due {owed}")
    found.line("answers due to texts", due.total(), given, faults=faults)


def _inbox(session: Session, vault: Vault, ledger: Ledger, found: Reckoning) -> None:
    """Every callback that was answered is kept, once, and none of them made us stumble."""
    kept: Counter[tuple[Kind, str]] = Counter()
    for kind, name in session.execute(select(Callback.kind, Callback.external_id)):
        kept[kind, name] += 1
    flagged = session.execute(
        select(Callback.kind, Callback.note, Callback.external_id).where(Callback.state != "done")
    ).all()
    turns = {f"{entry['shown']}:{vault.lookup(entry['typed'], Purpose.DIALOGUE).hex()}" for entry in ledger.shown}
    for what, kind, names in (
        ("incoming texts", Kind.SMS, {entry["wrote"] for entry in ledger.wrote}),
        ("USSD turns", Kind.USSD, turns),
        ("USSD endings", Kind.USSD_EVENT, {entry["ended"] for entry in ledger.ended}),
    ):
        faults = [f"lost: {what}, one that was answered 200" for name in names if not kept[kind, name]]
        faults += [f"twice: {what}" for name in names if kept[kind, name] > 1]
        # A turn that came while its session was being cut off may be flagged; nobody was shown its screen.
        faults += [f"lost: {what}, flagged: {note}" for k, note, name in flagged if k is kind and name in names]
        found.line(what, len(names), sum(kept[kind, name] for name in names), faults=faults)


def _reports(session: Session, vault: Vault, ledger: Ledger, found: Reckoning) -> None:
    """What was told completely is one sighting with its words; whoever told of it once has no second one."""
    told = {e["token"]: e["number"] for e in ledger.wrote if e["what"] == "report"}
    told |= {e["token"]: e["number"] for e in ledger.called if e["road"] == "report"}
    of_number = Counter(REPORTER_PHONE.open(vault, reporter) for reporter in session.scalars(select(Reporter)))
    words: Counter[str] = Counter()
    for sighting in session.scalars(select(Sighting)):
        words.update(TOKEN.findall(SIGHTING_WORDS.read(vault, sighting).encode()))
    faults = []
    for token, number in told.items():
        if words[token.encode()] != 1 or of_number[number] != 1:
            word = "lost" if words[token.encode()] < 1 else "twice"
            faults.append(
                f"{word}: a report has {of_number[number]} sightings, its words stand {words[token.encode()]} times"
            )
    for incident in session.scalars(select(Incident)):
        # Of many of no ward that are not urgent one text tells: `domain.floods.crowd`.
        told_with_others = incident.mass or (incident.ward is None and incident.level not in URGENT)
        if CLOCKS[incident.level].told is Told.AT_ONCE and not (incident.alerted or told_with_others):
            faults.append(f"lost: nobody was told of incident {incident.id}, which is {incident.level}")
    found.line("reports filed", len(told), sum(words.values()), faults=faults)


def _questions(session: Session, vault: Vault, ledger: Ledger, found: Reckoning) -> None:
    """A question stands in the inbox of officers once; one that was asked again after a lost answer at most twice."""
    asked = {e["token"]: 1 for e in ledger.wrote if e["what"] == "question"}
    asked |= {e["token"]: 1 + e["again"] for e in ledger.called if e["road"] == "ask"}
    kept: Counter[str] = Counter()
    for reply in session.scalars(select(Reply)):
        kept.update(found.decode() for found in TOKEN.findall(REPLY_BODY.read(vault, reply).encode()))
    faults = [f"lost: {token} is not in the officers' inbox" for token in asked if not kept[token]]
    faults += [f"twice: {token} stands {kept[token]} times" for token, most in asked.items() if kept[token] > most]
    found.line("questions to officers", len(asked), sum(kept.values()), sum(asked.values()) - len(asked), faults)


def _stops(session: Session, vault: Vault, ledger: Ledger, found: Reckoning) -> None:
    """Who is away by their last word is away in ours, and who came back is back."""
    last: dict[str, tuple[float, str]] = {}
    for entry in (*ledger.wrote, *ledger.called):
        what = entry.get("what") or entry.get("road")
        if what in ("stop", "join"):
            last[entry["number"]] = max(last.get(entry["number"], (0.0, "")), (entry["at"], what))
    left = {
        bytes(lookup): bool(at) for lookup, at in session.execute(text("SELECT phone_lookup, left_at FROM subscribers"))
    }
    stops = {number for number, (_, what) in last.items() if what == "stop"}
    ours = {number for number in last if left.get(vault.lookup(Phone(number), Purpose.SUBSCRIBER), True)}
    found.line("who stopped", len(stops), len(ours & stops), faults=[
        *(f"lost: a STOP is not obeyed ({number[-4:]})" for number in stops - ours),
        *(f"lost: a JOIN is not obeyed ({number[-4:]})" for number in ours - stops),
    ])  # fmt: skip
    blocks = {bytes(lookup) for lookup in session.scalars(text(
        "SELECT phone_lookup FROM sender_blocks b JOIN subscribers s ON s.id = b.subscriber_id WHERE sender = 'MBIU'"
    ))}  # fmt: skip
    asked = {vault.lookup(Phone(entry["blocked"]), Purpose.SUBSCRIBER) for entry in ledger.blocked}
    found.line("operator's blocks", len(asked), len(asked & blocks), faults=["lost: a block"] * len(asked - blocks))


def _receipts(session: Session, ledger: Ledger, found: Reckoning) -> None:
    """Each final report of something that is ours has moved it; the others are counted as strangers'."""
    delivered = set(session.scalars(text(
        "SELECT provider_id FROM deliveries WHERE state = 'delivered' UNION "
        "SELECT provider_id FROM texts WHERE state = 'delivered'"
    )))  # fmt: skip
    strange = set(session.scalars(text("SELECT provider_id FROM receipts WHERE stage = 'strange'")))
    lost = ledger.reported - delivered - strange
    found.line(
        "delivery reports", len(ledger.reported), len(ledger.reported & (delivered | strange)),
        len(ledger.reported & strange), (f"lost: the report of {identity}" for identity in lost),
    )  # fmt: skip


def _in_the_logs(logs: Iterable[Path], numbers: set[str]) -> list[str]:
    """No number that was used stands in any log, however it is written, nor a word of a report."""
    known = {number[-9:].encode() for number in numbers}
    faults = []
    for log in logs:
        said = log.read_bytes()
        if any(run[-9:] in known for run in DIGITS.findall(said)):
            faults.append(f"a number stands in {log.name}")
        if TOKEN.search(said):
            faults.append(f"somebody's words stand in {log.name}")
    return faults
