"""How an officer proves to be one: a password, or a link that works once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from domain import officer_sessions, second_factors, wrong_knocks
from domain.officer_sessions import OfficerSession
from domain.officers import Officer, SignInAttempt, SignInLink, named
from domain.refusals import Refusal
from domain.second_factors import Taken
from domain.vault import Vault
from domain.wrong_knocks import Door

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
LINK_LIVES = timedelta(hours=12)
INVITATION_LIVES = timedelta(days=3)
FREE_ATTEMPTS = 4
FREE_FROM_ANYWHERE = 100  # for one name; from one address a person mistypes, from many somebody searches
LONGEST_WAIT = timedelta(minutes=5)  # a stranger who keeps guessing must not keep the officer out for long
REMEMBERED = timedelta(hours=24)
CODES_OF = "CODES OF "  # before the name where codes are counted: in capitals, so nobody can type it as a name

# Argon2id as OWASP advises where memory is short: 19 MiB and about 30 ms for each attempt.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Checked when there is no such account or it has no password, so that the answer takes as long.
_NOBODY = _hasher.hash(secrets.token_hex(16))


def set_password(officer: Officer, password: str) -> None:
    """Keep a new password. Raises `Refusal` when it is too short to withstand guessing."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal("Use at least %(least)s characters: three or four words do well.", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise Refusal("Use at most %(most)s characters.", most=LONGEST_PASSWORD)
    officer.password_hash = _hasher.hash(password)


def new_password(
    session: Session, officer: Officer, password: str, now: datetime, but: OfficerSession | None = None
) -> None:
    """The same for an account in use: its sessions end, all `but` the one it is done in. Raises `Refusal`."""
    set_password(officer, password)
    officer_sessions.end(session, officer.id, now, but=but)


def right_password(officer: Officer | None, password: str) -> bool:
    """Whether this is the officer's password; the same work is done when there is no such officer."""
    known = officer.password_hash if officer is not None and officer.active and officer.has_password else None
    try:
        _hasher.verify(known or _NOBODY, password[:LONGEST_PASSWORD])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return known is not None


def check(
    session: Session, username: str, password: str, now: datetime, address: bytes, site: bytes, *, own: bool = False
) -> Officer | None:
    """The officer of this user name and password; None when they do not fit, which is counted.

    `address` is the lookup of where it is tried from, `site` that of the network around it; `own`: in a browser this
    officer has signed in with, which waits for nobody's guesses elsewhere. An operator has one address for thousands:
    where too much was guessed lately, a name must wait after its first failure already, and a right password gets in
    all the same. Raises `Refusal` while the user name must wait there. Known and unknown names are told the same.
    """
    name = username.strip().lower()[:100]
    guessed = not own and wrong_knocks.too_many(session, Door.PASSWORD, site, now)
    _take_turn(session, name, now, address, own=own, free=1 if guessed else FREE_ATTEMPTS)
    officer = named(session, name)
    if not right_password(officer, password):
        session.add(SignInAttempt(username=name, address_lookup=address, at=now))
        session.execute(wrong_knocks.counting(Door.PASSWORD, site, now))
        return None
    _forgive(session, name, address)
    return officer


def check_code(
    session: Session, vault: Vault, officer: Officer, code: str, now: datetime, address: bytes
) -> Taken | None:
    """Take a code of the second factor, and say which; a wrong one is counted as a wrong password is, but apart.

    Nobody comes here without the password, so a stranger's guesses never make the owner wait. Raises `Refusal`.
    """
    name = CODES_OF + officer.username
    _take_turn(session, name, now, address)
    taken = second_factors.take(session, vault, officer.id, code, now)
    if taken is None:
        session.add(SignInAttempt(username=name, address_lookup=address, at=now))
        return None
    _forgive(session, name, address)
    return taken


def _take_turn(
    session: Session, name: str, now: datetime, address: bytes, *, own: bool = False, free: int = FREE_ATTEMPTS
) -> None:
    """Guesses at one name take turns: side by side, all of them would see the same count. Raises `Refusal`."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("sign in " + name))))
    wait = waits(session, name, now, address, own=own, free=free)
    if wait > timedelta(0):
        raise Refusal("Too many attempts. Wait %(seconds)s seconds, then try again.", seconds=wait.seconds + 1)


def _forgive(session: Session, name: str, address: bytes) -> None:
    mine = (SignInAttempt.username == name, SignInAttempt.address_lookup == address)
    session.execute(delete(SignInAttempt).where(*mine))


def waits(
    session: Session, username: str, now: datetime, address: bytes, *, own: bool = False, free: int = FREE_ATTEMPTS
) -> timedelta:
    """How long this user name must still wait at this address; `own`: what came from elsewhere does not count."""
    here = SignInAttempt.address_lookup == address
    failures, last, failures_here, last_here = session.execute(
        select(
            func.count(),
            func.max(SignInAttempt.at),
            func.count().filter(here),
            func.max(SignInAttempt.at).filter(here),
        ).where(SignInAttempt.username == username, SignInAttempt.at > now - REMEMBERED)
    ).one()
    here_alone = _wait(failures_here, free, last_here, now)
    return here_alone if own else max(_wait(failures, FREE_FROM_ANYWHERE, last, now), here_alone)


def _wait(failures: int, free: int, last: datetime, now: datetime) -> timedelta:
    """Twice as long after each failure beyond the free ones."""
    if failures < free:
        return timedelta(0)
    step = timedelta(seconds=2 ** min(failures - free + 1, 16))
    return max(timedelta(0), last + min(step, LONGEST_WAIT) - now)


def new_link(session: Session, officer: Officer, now: datetime, *, lives: timedelta = LINK_LIVES) -> str:
    """A token that signs this officer in once; only its hash is kept. Links given before it are void."""
    session.execute(delete(SignInLink).where(SignInLink.officer_id == officer.id, SignInLink.used_at.is_(None)))
    token = secrets.token_urlsafe(32)
    session.add(SignInLink(token_hash=_hash(token), officer_id=officer.id, expires_at=now + lives))
    return token


def address(base: str, token: str) -> str:
    """Where a link leads, to be handed to its owner."""
    return f"{base}/console/sign-in/{token}"


def whose(session: Session, token: str, now: datetime) -> Officer | None:
    """Whom a link would sign in, without using it up: previews of links in messages only look."""
    return session.scalar(
        select(Officer)
        .join(SignInLink, SignInLink.officer_id == Officer.id)
        .where(
            SignInLink.token_hash == _hash(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
            Officer.active,
        )
    )


def use_link(session: Session, token: str, now: datetime) -> Officer | None:
    """Use a link up; None when it is unknown, expired or used, also a moment ago in another window."""
    officer = whose(session, token, now)
    if officer is None:
        return None
    used = session.scalar(
        update(SignInLink)
        .where(SignInLink.token_hash == _hash(token), SignInLink.used_at.is_(None))
        .values(used_at=now)
        .returning(SignInLink.officer_id)
    )
    return officer if used is not None else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
