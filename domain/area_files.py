"""The files our areas come from, and how the tables are brought level with them."""

import csv
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain import editions
from domain.areas import Area, AreaAlias, Gazetteer, Level, fold
from domain.editions import Held

DATA = Path(__file__).parent / "data"
# On phones people write the official "Central" and "Township" as nobody says them: the files hold the names people use.
AREAS_CSV = DATA / "areas.csv"
ALIASES_CSV = DATA / "area_aliases.csv"


def read_areas(path: Path = AREAS_CSV) -> list[Area]:
    """The areas of our own file, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Area(
                slug=row["slug"],
                level=Level(row["level"]),
                name=row["name"],
                display_name=row["display_name"],
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                population=int(row["population"]),
                iebc_code=row["iebc_code"],
                position=position,
                border=row["border"] == "yes",
            )
            for position, row in enumerate(csv.DictReader(file))
        ]


def read_aliases(path: Path = ALIASES_CSV) -> list[AreaAlias]:
    """Every spelling of our own file, once for each area it may mean."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = {(fold(row["alias"]), row["slug"]): row["alias"] for row in csv.DictReader(file)}
    return [AreaAlias(folded=folded, slug=slug, alias=alias) for (folded, slug), alias in rows.items()]


def load_areas(session: Session) -> int:
    """Bring the tables level with the files; safe to run again. Returns how many areas there are.

    An area that left the file stays (people may live in it). What a county says of a ward is kept: its livelihood
    zone, and whether it is a border ward once it is here.
    """
    areas = read_areas()
    columns = ("slug", "level", "name", "display_name", "lat", "lon", "population", "iebc_code", "position", "border")
    upsert = insert(Area).values([{column: getattr(area, column) for column in columns} for area in areas])
    session.execute(
        upsert.on_conflict_do_update(
            index_elements=[Area.slug], set_={column: upsert.excluded[column] for column in columns[1:-1]}
        )
    )
    session.execute(delete(AreaAlias))
    session.add_all(read_aliases())
    editions.bump(session, Held.PLACES)
    session.flush()
    return len(areas)


def gazetteer() -> Gazetteer:
    """What our own files say, with no places below the ward: those belong to the county."""
    return Gazetteer.of(read_areas(), read_aliases())
