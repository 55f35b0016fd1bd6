"""A gettext domain read straight from its `.po` file, so that no compiled file is kept beside it."""

import gettext
import io
from functools import lru_cache
from pathlib import Path

from babel.messages import mofile, pofile


def read(path: Path) -> gettext.NullTranslations:
    """The translations of one file; drafts (`#, fuzzy`) are left out and fall back to the source. No file: no words.

    A process reads a file once, for it takes half a second, and again only when it has changed.
    """
    return _read(path, path.stat().st_mtime_ns) if path.exists() else gettext.NullTranslations()


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> gettext.NullTranslations:
    with path.open(encoding="utf-8") as file:
        catalog = pofile.read_po(file, abort_invalid=True)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
