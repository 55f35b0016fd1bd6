"""Counties, constituencies and wards: keyed by our own slug, because IEBC's codes 360/361 are disputed between sources.

A slug is a path (`kitui.kitui-east.nzambani`), so what lies inside an area starts with its slug.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.db import Base
from domain.localities import Locality


class Level(StrEnum):
    COUNTY = "county"
    CONSTITUENCY = "constituency"
    WARD = "ward"


class Area(Base):
    """One county, constituency or ward. `population` is KNBS 2019 for counties, the 2009 census below."""

    __tablename__ = "areas"

    slug: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[Level]
    name: Mapped[str]  # as shown under its parent: "Nzambani"
    display_name: Mapped[str]  # as shown alone: "Nzambani (Kitui East)"
    lat: Mapped[float]
    lon: Mapped[float]
    population: Mapped[int]
    iebc_code: Mapped[str]
    position: Mapped[int]  # the order of the file, which is IEBC's
    livelihood_zone: Mapped[str | None] = mapped_column(default=None)  # a slug of `zones`; the county fills it in
    # People of both sides of a quarrel live here or beside it: peace messages go out in neutral Swahili.
    border: Mapped[bool] = mapped_column(default=False, server_default="false")

    @property
    def parent(self) -> str | None:
        return self.slug.rpartition(".")[0] or None

    @property
    def county(self) -> str:
        return county_of(self.slug)


class AreaAlias(Base):
    """Another spelling of an area's name, folded; one spelling may mean several areas."""

    __tablename__ = "area_aliases"
    __table_args__ = (Index("ix_area_aliases_slug", "slug"),)

    folded: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(ForeignKey("areas.slug", ondelete="CASCADE"), primary_key=True)
    alias: Mapped[str]


def county_of(slug: str) -> str:
    """The county a slug lies in: the first step of its path."""
    return slug.partition(".")[0]


def constituency_of(slug: str) -> str:
    """The constituency a slug lies in, or the county when it names one: at most two steps of its path."""
    return around(slug)[:2][-1]


def around(slug: str) -> list[str]:
    """An area and those it lies in, the county first."""
    steps = slug.split(".")
    return [".".join(steps[:depth]) for depth in range(1, len(steps) + 1)]


def inside(slug: str, outer: str) -> bool:
    """Whether an area is the outer one or lies in it."""
    return slug == outer or slug.startswith(outer + ".")


def fold(name: str) -> str:
    """Letters and digits only, lower case, without marks: how two spellings of a place are compared."""
    plain = unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())


class Named(NamedTuple):
    """A ward that a name may mean. `own`: it is the ward's, or another spelling of it; else that of a place in it."""

    ward: str
    name: str  # the ward's as shown, or the place's as its county wrote it
    own: bool


@dataclass(frozen=True)
class Gazetteer:
    """All areas (111) and the places in them (some thousands) in memory: asked by every request, without a query."""

    areas: dict[str, Area]
    aliases: dict[str, list[str]] = field(repr=False)
    # Folded name, ward, name: a place in several wards is there once for each.
    localities: list[tuple[str, str, str]] = field(repr=False, default_factory=list)

    @classmethod
    def of(
        cls, areas: Iterable[Area], aliases: Iterable[AreaAlias], localities: Iterable[tuple[str, str, str]] = ()
    ) -> "Gazetteer":
        known = {area.slug: area for area in areas}
        spellings: dict[str, list[str]] = {}
        # In IEBC's order, whatever order the database keeps: what one spelling may mean is shown as a numbered list.
        for alias in sorted(aliases, key=lambda alias: known[alias.slug].position):
            spellings.setdefault(alias.folded, []).append(alias.slug)
        return cls(known, spellings, list(localities))

    @classmethod
    def wards_now(cls, session: Session) -> "Gazetteer":
        """The areas alone with what their county says of them at this moment: cheap enough for every departure."""
        return cls.of(session.scalars(select(Area).order_by(Area.position)), ())

    @classmethod
    def read(cls, session: Session) -> "Gazetteer":
        """What is in the tables: also what left the files since, for the people who live there."""
        areas = session.scalars(select(Area).order_by(Area.position)).all()
        localities = session.execute(select(Locality.folded, Locality.ward, Locality.name))
        return cls.of(
            areas, session.scalars(select(AreaAlias)), [(folded, ward, name) for folded, ward, name in localities]
        )

    def __getitem__(self, slug: str) -> Area:
        return self.areas[slug]

    def called(self, slug: str) -> str:
        """What an area is called where it stands alone; its slug for one that is not known any more."""
        return self.areas[slug].display_name if slug in self.areas else slug

    def __contains__(self, slug: object) -> bool:
        return slug in self.areas

    @cached_property
    def counties(self) -> list[Area]:
        return [area for area in self.areas.values() if area.level is Level.COUNTY]

    def children(self, slug: str) -> list[Area]:
        """The areas directly inside, in IEBC's order."""
        return self._inside.get(slug, [])

    @cached_property
    def _inside(self) -> dict[str | None, list[Area]]:
        inside: dict[str | None, list[Area]] = {}
        for area in self.areas.values():
            inside.setdefault(area.parent, []).append(area)
        return inside

    def wards(self, slugs: Iterable[str]) -> list[str]:
        """The slugs of every ward inside any of these areas, each once, in IEBC's order."""
        wanted = set(slugs)
        return [
            area.slug
            for area in self.areas.values()
            if area.level is Level.WARD and any(inside(area.slug, slug) for slug in wanted)
        ]

    @cached_property
    def border_wards(self) -> list[str]:
        return [area.slug for area in self.areas.values() if area.border]

    def meanings(self, text: str) -> list[Area]:
        """The areas this spelling names exactly (any alias, marks and case ignored); [] when none."""
        return [self.areas[slug] for slug in self.aliases.get(fold(text), ())]

    @cached_property
    def names(self) -> dict[str, list[Named]]:
        """Every name a ward may be meant by, folded and in the order of letters; its own before those of places.

        Made when it is first searched, once for each edition, so that a process which never searches pays nothing.
        """
        names: dict[str, list[Named]] = {}
        wards = [area for area in self.areas.values() if area.level is Level.WARD]
        own = {fold(area.name): [area.slug] for area in wards} | self.aliases
        for folded, slugs in own.items():
            areas = [self.areas[slug] for slug in slugs if self.areas[slug].level is Level.WARD]
            if areas:
                names[folded] = [Named(area.slug, area.name, own=True) for area in areas]
        for folded, ward, name in self.localities:
            meant = names.setdefault(folded, [])
            if all(named.ward != ward for named in meant):  # a ward's own name for a place in it says nothing new
                meant.append(Named(ward, name, own=False))
        return dict(sorted(names.items()))

    @cached_property
    def folded(self) -> list[str]:
        """The names alone, in the order of letters: what is searched by halves, or for what is near."""
        return list(self.names)
