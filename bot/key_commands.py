"""`flask --app wsgi keys …`: another key for what is kept sealed, without a stop. docs/keys.md tells it by steps."""

import base64
import itertools
import os
import re
import time
from collections import Counter

import click
from flask.cli import AppGroup

from bot.services import Services, commit, services, session, typed
from domain import audit, key_rotation, lost_keys
from domain.sealed_columns import SEALED_COLUMNS, SealedColumn
from domain.vault import BOUND, Vault

keys = AppGroup("keys", help="The keys of what is kept sealed.")

GIVE_UP = "LOST FOR EVER"
SPOOL = "files of the spool on this machine"
ROUNDS = 60  # through a column; a second between two, for rows that others held meanwhile
STEPS = """
1. Put this entry behind the others in MBIU_KEYS, on every machine, and restart its processes one after another.
   From now on all of them open what it seals; none seals with it yet.
2. Put it in front of the others, on every machine, and restart them again. From now on it seals.
3. On one machine:   {rotate}   (on the others, too, where `keys status` names files of the spool)
4. When `{status}` says that nothing lies under the old key, make a backup, then take the entry of the
   old key out and restart. Keep it where the keys are kept, away from the backups, until the last backup that was made
   under it is gone. `lookup` stays as it is, always.
On one machine that may stand still for a moment: stop every process, begin with step 2, start them.
"""


@keys.command("new")
def new() -> None:
    """Print a fresh key and what to do with it. It is kept nowhere: what is on the screen is all there is."""
    click.echo(f"{_fresh_name()}={base64.b64encode(os.urandom(32)).decode()}")
    click.echo(STEPS.format(rotate=typed("keys rotate"), status=typed("keys status")))


def _fresh_name() -> str:
    """Above those in MBIU_KEYS, and none under which anything lies: backups and values know a key by its name alone."""
    numbers = [int(name[1:]) for name in services().vault.names if re.fullmatch("k[0-9]+", name)]
    lying = {tag for tag, _ in _kept()}
    names = (f"k{number}" for number in itertools.count(max(numbers, default=0) + 1))
    return next(name for name in names if lying.isdisjoint(Vault.tags_of(name)))


@keys.command("status")
@click.pass_context
def status(context: click.Context) -> None:
    """Say how many values lie under which key; exit code 1 while `keys rotate` has something to do."""
    vault, found = services().vault, _kept()
    for (tag, what), values in sorted(found.items(), key=lambda each: (_named(vault, each[0][0]), each[0][1])):
        click.echo(f"{_named(vault, tag):<36}{what:<40}{values:>12,}")
    for name in vault.names[1:]:
        if not any(key and key[0] == name for key in (vault.key_of(tag) for tag, _ in found)):
            click.echo(f"Nothing lies under {name}: it is not in use yet, or not any more (docs/keys.md).")
    left = _left(vault, found)
    click.echo(f"{left:,} values are to be sealed anew: {typed('keys rotate')}" if left else _all_under(vault))
    _advise(vault, found)
    context.exit(1 if left else 0)


@keys.command("rotate")
@click.pass_context
def rotate(context: click.Context) -> None:
    """Seal everything anew under the first key of MBIU_KEYS. May be broken off and run again, also several at once."""
    here, unopened = services(), 0
    for column in SEALED_COLUMNS:
        unopened += _rotate(here, column)
    _rotate_spool(here)
    if unopened:
        click.echo(f"{unopened:,} values stay as they are: a key is missing, or they were changed.")
    found = _kept()
    left = _left(here.vault, found) - unopened
    click.echo(_all_under(here.vault) if left <= 0 else f"{left:,} values came in under an older key: run it again.")
    _advise(here.vault, found)
    context.exit(1 if left > 0 else 0)


@keys.command("give-up")
@click.argument("key", metavar="KEYTAG/NAME")
def give_up(key: str) -> None:
    """Mark those as left whose numbers lie under a key that is lost for ever. KEYTAG is what `keys status` names.

    They are sent nothing more and may join again from their phones. Nothing brings back what is sealed.
    """
    tags = {*Vault.tags_of(key), *([bytes.fromhex(key)] if re.fullmatch("[0-9a-f]{8}", key) else [])}
    if any(services().vault.key_of(tag) for tag in tags):
        raise click.ClickException(f"MBIU_KEYS has {key}: nothing under it is lost.")
    found = sum(people for tag, people in lost_keys.by_key(session()).items() if tag in tags)
    if not found:
        raise click.ClickException(f"No number of an active subscriber lies under {key}.")
    click.echo(f"{found:,} people cannot be sent to without {key}. They will count as having left, for good.")
    if click.prompt(f"Type {GIVE_UP} to go on", default="", show_default=False) != GIVE_UP:
        raise click.ClickException("Nothing was changed.")
    now = services().now()
    left = lost_keys.give_up(session(), tags, now)
    audit.record(session(), None, "gave up a lost key", f"key {key}", now=now, by="command line", people=left)
    commit()
    click.echo(f"{left:,} people are marked as left. They may join again: their numbers are known when they do.")


def _rotate(here: Services, column: SealedColumn) -> int:
    """Go through a column until nothing of it lies under an older key; how many values our keys do not open."""
    done, began = 0, time.monotonic()
    for _ in range(ROUNDS):
        for so_far in key_rotation.go_through(here.sessions, here.vault, column):
            _show(column, done + so_far.sealed_anew, began)
        done += so_far.sealed_anew
        with here.sessions() as looking:
            if key_rotation.left(looking, here.vault, column) <= so_far.unopened:
                break
        time.sleep(0 if so_far.sealed_anew else 1)
    if done:
        click.echo("")
    return so_far.unopened


def _show(column: SealedColumn, done: int, began: float) -> None:
    if done:
        speed = done / max(time.monotonic() - began, 0.001)
        click.echo(f"\r{column.table}.{column.column}: {done:,} sealed anew, {speed:,.0f} a second", nl=False)


def _rotate_spool(here: Services) -> None:
    for _ in range(ROUNDS):
        if not _old_files(here):
            return
        with here.spool.alone() as alone:
            if alone and (done := here.spool.seal_anew()):
                click.echo(f"{SPOOL}: {done:,} sealed anew")
            if alone:
                return
        time.sleep(1)  # a web process is bringing them back: soon there are none


def _old_files(here: Services) -> int:
    return sum(files for tag, files in here.spool.under_keys().items() if tag != here.vault.newest)


def _kept() -> Counter[tuple[bytes, str]]:
    """How many values of which kind begin with which tag."""
    found = Counter({(tag, SPOOL): files for tag, files in services().spool.under_keys().items()})
    for column, tag, values in key_rotation.kept(session()):
        found[tag, f"{column.table}.{column.column}"] = values
    return found


def _left(vault: Vault, found: Counter[tuple[bytes, str]]) -> int:
    return sum(values for (tag, _), values in found.items() if tag != vault.newest and _opens(vault, tag))


def _opens(vault: Vault, tag: bytes) -> bool:
    key = vault.key_of(tag)
    return key is not None and (key[1] or not vault.bound_only)


def _advise(vault: Vault, found: Counter[tuple[bytes, str]]) -> None:
    """Once nothing of the old form is left, it need not open any more."""
    of_old = any(key and not key[1] for key in (vault.key_of(tag) for tag, _ in found))
    if not (of_old or vault.bound_only):
        click.echo(f"All is bound to its row. Where every web machine says so, add the word {BOUND} to MBIU_KEYS.")


def _named(vault: Vault, tag: bytes) -> str:
    match vault.key_of(tag):
        case None:
            return f"a key that is not here ({tag.hex()})"
        case name, True:
            return name
        case name, _:
            return f"{name}, not bound to rows" + (", refused" if vault.bound_only else "")


def _all_under(vault: Vault) -> str:
    return f"All that our keys open lies under {vault.names[0]}."
