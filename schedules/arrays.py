"""Arrays for PostgreSQL, written out: the driver's own cost a microsecond for every element.

What is in them are numbers and hexadecimal digits only.
"""

from collections.abc import Iterable

from domain.vault import Purpose, Vault


def array(numbers: Iterable[int]) -> str:
    """Of ids."""
    return "{" + ",".join(map(str, numbers)) + "}"


def lookups(vault: Vault, numbers: dict[int, str], purpose: Purpose) -> str:
    """Of what telephone numbers are found by."""
    return "{" + ",".join([f'"\\\\x{vault.lookup(number, purpose).hex()}"' for number in numbers.values()]) + "}"
