"""Names for incidents that name nobody: a plant, a colour and a number, easy to say on the telephone."""

import secrets

PLANTS = (
    "mbuyu", "mkwaju", "mwarobaini", "mnazi", "mpingo", "mvule", "mlonge", "mkungu", "mgunga", "mbono",
    "mchikichi", "mkaratusi", "mfenesi", "mpera", "mstafeli", "mkomamanga", "mzabibu", "mtini", "mpapai", "mlimao",
    "mtama", "mwele", "mbaazi", "mhogo", "kunde", "ufuta", "choroko", "njugu", "alizeti", "muwa",
)  # fmt: skip
COLOURS = (
    "nyeupe", "nyeusi", "nyekundu", "kijani", "samawati", "manjano", "zambarau", "kahawia", "kijivu", "waridi",
)  # fmt: skip


def new_code_word() -> str:
    """One of 29,700, drawn at random: it says nothing of the order, the place or the day."""
    return f"{secrets.choice(PLANTS)}-{secrets.choice(COLOURS)}-{secrets.randbelow(99) + 1}"
