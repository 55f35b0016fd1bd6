"""The sentences of the data-protection papers: what each activity is for, and what could go wrong with it.

English, as the papers of an office are; the bases are those of the Data Protection Act, 2019, s. 30, as secondary
sources give them. What shows a measure is a test or a page, by its name.
"""

from typing import NamedTuple

from domain.data_map import Activity


class Purpose(NamedTuple):
    """Why data is processed, on which basis, and who else gets to see it."""

    title: str
    why: str
    basis: str
    to: str


OPERATORS = "the operator and the gateway that carry the messages; nobody else."
ACTIVITIES = {
    Activity.WARNINGS: Purpose(
        "Warnings people asked for",
        "To send drought warnings and peace messages to those who asked, for their wards, in their language.",
        "consent, asked by the notice whose version and day are kept.",
        OPERATORS,
    ),
    Activity.LEAVING: Purpose(
        "Leaving people in peace",
        "To hold to it when somebody left, had everything deleted, or was put forward by another: they are not asked "
        "again, and neither a list nor a backup brings them back.",
        "legal obligation (the right to object and to erasure could not be kept without a trace of it), and the "
        "legitimate interest of whoever is put forward in being asked once. A print cannot be turned back.",
        "nobody.",
    ),
    Activity.TALK: Purpose(
        "Talking by SMS and USSD",
        "To answer whoever dials or writes, and let an officer read and answer questions.",
        "consent, by their own act; the answer itself.",
        "officers of that county, with the number masked; " + OPERATORS,
    ),
    Activity.SENDING: Purpose(
        "Sending, and knowing what arrived",
        "To hand each message over once, and know whether it arrived.",
        "the same as that of the message.",
        OPERATORS,
    ),
    Activity.REPORTS: Purpose(
        "Reports of conflict",
        "To hear of incidents from those who see them, check them, and bring help before somebody is hurt.",
        "vital interests of those who are in danger, and a public task; consent for texts and calls back.",
        "peace officers of that county; responders one officer chose, without the source, coarse where the ward is "
        "small; police or a chief only by an officer's own act.",
    ),
    Activity.RESTRICTED: Purpose(
        "Sexual violence, and children",
        "To know that such things are told, without holding anybody's story; the phone is told 1195, 116 and 999.",
        "vital interests; nothing of a person is kept.",
        "the protection focal point alone; in no count, map or export.",
    ),
    Activity.STAFF: Purpose(
        "Officers and their acts",
        "To let only the right people in, and be able to say who did what.",
        "public task and legal obligation.",
        "administrators; for reports only that somebody worked on one.",
    ),
    Activity.RADIO: Purpose(
        "The radio script",
        "To hand a station a script that is right, and know what was on air.",
        "public task.",
        "stations and their listeners: approved words only, never a report.",
    ),
    Activity.BULLETINS: Purpose(
        "Bulletins and their words",
        "To say who wrote, signed and approved every word that left.",
        "public task.",
        "everybody: they are public, apart from who worked on them.",
    ),
    Activity.FIGURES: Purpose(
        "Figures",
        "To see whom warnings reach and what they cost, as counts.",
        "public task.",
        "leads and partners; counts of people below 3 are not shown.",
    ),
    Activity.PLACES: Purpose("Places", "To know wards and villages by their names.", "none needed.", "everybody."),
    Activity.RUNNING: Purpose(
        "Running the service", "To keep it going, and keep strangers out.", "legitimate interest.", "administrators."
    ),
}


# What has whose data and no period of its own in "What is kept", by the reason; a test holds that none is missing.
STAYS: dict[tuple[str, ...], str] = {
    ("leavers", "departures"): "for ever, as prints: with them goes the only thing that keeps people away from lists "
    "and backups they have left",
    ("subscribers", "sender_blocks"): "for as long as somebody is subscribed; then see *People who left*. Once a "
    "season each is asked whether to stay, and a number behind which nobody has been for weeks goes",
    ("enrolment_lists", "subscriber_imports"): "the line about the list for ever, as evidence of consent; its people "
    "for a day",
    ("batches", "deliveries"): "people of a list until it was handed over; outcomes see above, and not before the "
    "bulletin has expired, for what takes it back goes to whoever has it",
    ("dialogues",): "a report in a call that was cut off and could not be filed, for a key was missing or the clock "
    "stood still: as long as *What of it a person must look at*, above",
    ("receipts",): "until folded in, seconds to minutes",
    ("calls", "incidents", "party_marks"): "for ever: kind, ward, hour and state, without words or numbers once their "
    "time is over, so that a county can learn from years",
    ("restricted_reports",): "for ever, as counts for the protection focal point; they name nobody",
    ("responders", "stations"): "for as long as the office or station is called; an administrator takes it out",
    ("officers", "grants", "second_factors", "recovery_codes", "shifts"): "for as long as somebody works here; the "
    "number and the second factor go with them, the name stays for as long as the audit may be asked",
    ("confirmations", "retention_periods", "budgets"): "for ever: who answered for a setting",
    ("bulletins", "bulletin_texts", "series", "library_entries", "library_versions", "library_texts", "wordings",
     "drought_records", "saved_replies"): "for ever: the names of those who stood for public words",
    ("airings", "script_downloads", "script_links", "script_versions", "script_signatures", "radio_pieces",
     "pronunciations"): "for ever: who stood for what was on air",
}  # fmt: skip


class Risk(NamedTuple):
    """What could go wrong, how bad and how likely with the measures in place, and what shows the measures."""

    what: str
    harm: str
    likely: str
    measure: str
    shown: str


RISKS = (
    Risk(
        "a source is found out from a copy of the database",
        "death",
        "remote",
        "numbers sealed and apart, prints of another key each hour, moments cut to the hour, keys elsewhere",
        "`tests/bot/test_privacy.py`, `tests/journeys/test_nobody_is_exposed.py`",
    ),
    Risk(
        "a source is found out by an officer, or by one who threatens an officer",
        "death",
        "possible",
        "code words differ for each report; a number is seen once, with a reason, after a second person agreed, and is "
        "a line of the audit; exports and counts are coarse",
        "`tests/domain/test_reveals.py`, `tests/domain/test_incident_exports.py`",
    ),
    Risk(
        "somebody who holds the phone reads what was reported",
        "beating, death",
        "possible",
        "reports are never read back; texts afterwards say neither what nor where; a dropped report is not offered "
        "again where it was of a restricted kind",
        "`tests/bot/test_dialogue.py`, `tests/bot/test_restricted.py`",
    ),
    Risk(
        "a responder is a party to the conflict",
        "revenge",
        "possible",
        "whoever may be a party is left out; a case number for each, coarse time and place",
        "`tests/domain/test_responders.py`",
    ),
    Risk(
        "a false warning, or a wrong word, goes to thousands",
        "panic, a fight",
        "remote",
        "a signature and an approval by different people, bound to every letter by a hash; cancelled by one step",
        "`tests/domain/test_bulletins.py`, `tests/journeys/test_a_warning_taken_back.py`",
    ),
    Risk(
        "somebody who left is written to again",
        "distress; a fine",
        "remote",
        "STOP is looked at again at the moment of sending; imports, lists and restores cannot bring them back",
        "`tests/bot/test_stops.py`, `tests/domain/test_subscriber_imports.py`, `tests/domain/test_erasure.py`",
    ),
    Risk(
        "numbers stand in logs, addresses or exports",
        "exposure",
        "remote",
        "a type that prints itself masked, a filter behind it, no number in any export",
        "`tests/domain/test_phones.py`, `tests/domain/test_subscriber_exports.py`",
    ),
    Risk(
        "an account is taken over",
        "exposure, false messages",
        "possible",
        "second factor for every role that can do harm, sessions that end, guesses counted; two people for each grave "
        "act",
        "`tests/domain/test_second_factors.py`, `tests/shape/test_rights.py`",
    ),
    Risk(
        "many false reports drown true ones, or harm somebody",
        "help too late; false suspicion",
        "possible",
        "floods are seen and bound together, nothing reaches police or a chief by itself",
        "`tests/domain/test_floods.py`",
    ),
    Risk(
        "people are told apart by few in a count",
        "exposure",
        "remote",
        "counts below 3 are veiled, with those from which they could be worked out",
        "`tests/domain/test_veils.py`, `tests/domain/test_incident_counts.py`",
    ),
)
