"""A fault as it may be written down: where it happened, and of its words only those that hold nobody's.

`int("0711…")`, a KeyError and a row that fails a constraint all repeat in their message what somebody wrote.
"""

import traceback
from collections.abc import Iterator

# What these say is made of names in our code and of types, never of values.
SPEAK = (AttributeError, ImportError, NameError, NotImplementedError, RecursionError, TypeError)


def trace(fault: BaseException, *, words: bool = False) -> str:
    """The chain of faults with the places they came through, the first cause first; `words` keeps every message."""
    parts = [f"{''.join(traceback.format_tb(each.__traceback__))}{_named(each, words)}" for each in _chain(fault)]
    return "\nwhich led to\n".join(reversed(parts))


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def _named(fault: BaseException, words: bool) -> str:
    kind = type(fault)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(fault, SPEAK) or words:
        said = str(fault)
    elif isinstance(fault, OSError):
        said = fault.strerror or ""  # not the name of the file
    else:
        said = _of_the_database(fault)
    return f"{name}: {said}" if said else name


def _of_the_database(fault: BaseException) -> str:
    """What PostgreSQL calls the fault, and where. Its sentences, above all DETAIL and CONTEXT, repeat whole rows."""
    driver = getattr(fault, "orig", None) or fault
    diagnosis = getattr(driver, "diag", None)
    told = (
        getattr(driver, "sqlstate", None),
        getattr(diagnosis, "table_name", None),
        getattr(diagnosis, "constraint_name", None),
    )
    return " ".join(each for each in told if isinstance(each, str))
