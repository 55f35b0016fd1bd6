"""Whole numbers as people type them."""


def whole(typed: str, most: int) -> int | None:
    """The number from 0 to `most` that was typed in plain digits; None for anything else, such as ² or ٣."""
    plain = typed.isascii() and typed.isdecimal() and len(typed) <= len(f"{most}")
    return int(typed) if plain and int(typed) <= most else None
