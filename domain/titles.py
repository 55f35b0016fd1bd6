"""What officers call a bulletin, a series or a text of the library among themselves: it is never sent."""

from domain.refusals import Refusal

LONGEST = 120  # letters


def check(title: str) -> None:
    """Refuse none, and one too long for a list."""
    if not title.strip():
        raise Refusal("Give it a title, so that colleagues find it again.")
    if len(title) > LONGEST:
        raise Refusal("The title is too long: at most %(most)s letters.", most=LONGEST)
