"""Staff: who they are, what they may do, in which counties, and until when."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from domain.areas import county_of
from domain.db import Base
from domain.languages import Language
from domain.refusals import Refusal
from domain.sealed_columns import OFFICER_PHONE
from domain.vault import Vault

USERNAME = re.compile(r"[a-z][a-z0-9.-]{2,29}")
LEFT_BEHIND = "!"  # in the place of a password: the account was in use, and no password opens it


class Role(StrEnum):
    """What a person comes for. Each grant may be narrowed to a county, a language, a kind or a station."""

    OFFICER = "officer"
    APPROVER = "approver"
    REVIEWER = "reviewer"
    PEACE = "peace"
    PROTECTION = "protection"
    PRODUCER = "producer"
    LEAD = "lead"
    PARTNER = "partner"
    ADMIN = "admin"


class Grant(Base):
    """One role held by one officer. Empty county, language or kind means every one; dates are whole days in Nairobi."""

    __tablename__ = "grants"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"), init=False)
    role: Mapped[Role]
    county: Mapped[str | None] = mapped_column(ForeignKey("areas.slug"), default=None)
    language: Mapped[Language | None] = mapped_column(default=None)
    kind: Mapped[str | None] = mapped_column(default=None)  # a bulletin's kind, for approvers
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"), default=None)  # for producers
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    deputy_for: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)  # whose role it is, away

    def holds(self, on: date) -> bool:
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or on <= self.ends_on)


class Officer(Base):
    """One account. `phone_sealed` is where alerts go; without a password only a link signs in.

    `on_duty` is who hears of reports where the roster (`domain.roster`) has nobody, and of what no roster is kept for.
    """

    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None] = mapped_column(default=None, repr=False)
    phone_sealed: Mapped[bytes | None] = mapped_column(default=None)
    interface: Mapped[Language] = mapped_column(default=Language.ENGLISH)
    on_duty: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)  # of reports that are late
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), default=None)  # who may stand in
    left_at: Mapped[datetime | None] = mapped_column(default=None)  # works here no more
    grants: Mapped[list[Grant]] = relationship(
        default_factory=list,
        lazy="selectin",
        cascade="all, delete-orphan",
        order_by=Grant.id,
        foreign_keys=Grant.officer_id,
    )

    @property
    def has_password(self) -> bool:
        """Whether one opens this account. Without: it is new where there is no hash either, else it was in use."""
        return self.password_hash not in (None, LEFT_BEHIND)

    def roles(self, on: date) -> set[Role]:
        return {grant.role for grant in self.grants if grant.holds(on)} if self.active else set()

    def may(
        self,
        role: Role,
        on: date,
        *,
        county: str | None = None,
        language: Language | None = None,
        kind: str | None = None,
    ) -> bool:
        """Whether this officer holds the role today for this county, language and kind (those that are asked)."""
        return self.active and any(
            grant.role is role
            and grant.holds(on)
            and (county is None or grant.county in (None, county))
            and (language is None or grant.language in (None, language))
            and (kind is None or grant.kind in (None, kind))
            for grant in self.grants
        )

    def may_everywhere(self, role: Role, on: date, areas: list[str], *, kind: str | None = None) -> bool:
        """Whether the role is held in every county these areas lie in."""
        counties = {county_of(area) for area in areas}
        return bool(counties) and all(self.may(role, on, county=county, kind=kind) for county in counties)

    def counties(self, role: Role, on: date) -> set[str] | None:
        """The counties in which the role is held; None for all of them."""
        held = [grant.county for grant in self.grants if grant.role is role and grant.holds(on)]
        return None if None in held else {county for county in held if county}


class SignInLink(Base):
    """A one-time link: only its hash is kept, so a dump opens nothing."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class SignInAttempt(Base):
    """One failed sign-in, counted in the database so that the limit holds across processes."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    username: Mapped[str] = mapped_column(index=True)
    address_lookup: Mapped[bytes]  # from where, so that a stranger's guesses do not keep the owner out
    at: Mapped[datetime]


def named(session: Session, username: str) -> Officer | None:
    """The officer with this user name, in any case."""
    return session.scalar(select(Officer).where(Officer.username == username.strip().lower()))


def invite(session: Session, username: str, name: str) -> Officer:
    """An account without a password: the link given to this person lets them choose one. Raises `Refusal`."""
    username, name = username.strip().lower(), " ".join(name.split())
    if not name:
        raise Refusal("Write the person's name.")
    if not USERNAME.fullmatch(username):
        raise Refusal("A user name has 3 to 30 small letters, digits, dots or hyphens and begins with a letter.")
    officer = Officer(username=username, name=name)
    try:
        with session.begin_nested():
            session.add(officer)
    except IntegrityError:
        raise Refusal("The user name %(username)s is taken.", username=username) from None
    return officer


def everybody(session: Session, called: str = "") -> list[Officer]:
    """All accounts, those in use first, by name; `called`: part of the name or user name."""
    query = select(Officer).order_by(Officer.active.desc(), Officer.name)
    if called := called.strip():
        query = query.where(
            or_(*(each.icontains(called, autoescape=True) for each in (Officer.name, Officer.username)))
        )
    return list(session.scalars(query))


def held(session: Session, *ids: int | None) -> dict[int, Officer]:
    """These officers by id, for a change of what they may do: two people changing it at once take turns.

    Whoever writes a line that names one of them meanwhile, of a report or of the audit, does not wait.
    """
    query = select(Officer).where(Officer.id.in_([each for each in ids if each])).order_by(Officer.id)
    found = session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    return {officer.id: officer for officer in found}


_REACHABLE = select(Officer).where(Officer.active, Officer.phone_sealed.is_not(None)).order_by(Officer.id)


def on_duty(session: Session, county: str | None, on: date, role: Role = Role.PEACE) -> list[Officer]:
    """Who of this role says to be on duty in this county (None: anywhere), else everyone with the role.

    Of reports it is only the fallback: whoever has a shift is asked first, see `roster.on_duty`.
    """
    holders = [officer for officer in session.scalars(_REACHABLE) if officer.may(role, on, county=county)]
    return [officer for officer in holders if officer.on_duty] or holders


def grant(officer: Officer, given: Grant) -> None:
    """Give a role. A reviewer's grant names its language: a signature is a speaker's."""
    if given.role is Role.REVIEWER and given.language is None:
        raise Refusal("A reviewer signs one language: choose which.")
    officer.grants.append(given)


def end_grant(officer: Officer, grant: Grant, on: date) -> None:
    """End a role at once: its last day is the one before. One that was not held before this day is forgotten."""
    last = on - timedelta(days=1)
    if grant.starts_on is not None and grant.starts_on > last:
        officer.grants.remove(grant)
    elif grant.ends_on is None or grant.ends_on > last:
        grant.ends_on = last


def set_phone(officer: Officer, vault: Vault, e164: str) -> None:
    """Keep the number alerts go to, of an officer who has an id."""
    officer.phone_sealed = vault.seal(e164, *OFFICER_PHONE.of(officer))
