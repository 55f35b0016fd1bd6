"""Somebody near a shamba says what happens; a peace officer on duty hears at once; nothing leads back to who told."""

import logging

import pytest
from sqlalchemy import text

from domain.hours import local
from domain.schema import metadata
from tests.journeys.conftest import Town

WITNESS, DUTY = "+254711000401", "+254711990001"
SENTENCE = "Ngamia * wameingia shambani"


def tables(town: Town) -> dict[str, str]:
    """Every row of every table, as a dump shows it."""
    with town.sessions() as session:
        return {table.name: repr(session.execute(table.select()).all()) for table in metadata.sorted_tables} | {
            "jobs": repr(session.execute(text("SELECT * FROM procrastinate_jobs")).all())
        }


@pytest.mark.parametrize("language", ["1", "2", "3"])  # Kamba and Taita are said in Swahili until they are signed
def test_a_report_by_ussd_reaches_the_officer_on_duty_and_exposes_nobody(
    town: Town, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    caplog.set_level(logging.DEBUG)
    witness = town.phone(WITNESS)
    witness.dial()
    witness.press(language, "2")
    if language != "1":
        witness.press("1")  # this part is in Swahili
    filed = witness.choose("Wafugaji na wakulima", "Kitui", "Kitui East", "Endau/Malalani", "Sasa")
    assert filed.startswith("Tumepokea ujumbe wako.")
    witness.press("1", "1", "1", SENTENCE)  # it goes on, nobody is hurt, they saw it
    witness.choose("Hapana")
    thanks = witness.press("0")  # whether they may be called
    assert "999" in thanks
    assert "si polisi" in thanks
    town.work()

    [alert] = town.phone(DUTY).texts
    assert "not the police" in alert
    assert "Kitui East" in alert
    assert "Ngamia" not in alert
    assert witness.texts == [], "no text about a report comes to a phone that may be shared"

    wanza = town.officer("wanza")
    wanza.go("/console/incidents/")
    [(code_word, address)] = wanza.links("/console/incidents").items()
    page = wanza.go(address)
    assert SENTENCE in page
    assert code_word in page
    assert code_word in alert
    assert WITNESS[-2:] not in code_word

    seen = " ".join([page, alert, caplog.text, *tables(town).values()])
    assert WITNESS[1:] not in seen
    assert WITNESS[4:] not in seen
    assert "Ngamia" not in " ".join([caplog.text, *tables(town).values()])


def test_the_officer_writes_what_was_found_and_closes_it(town: Town) -> None:
    town.phone(WITNESS).text("RIPOTI wizi wa mifugo Mutha")
    wanza = town.officer("wanza")
    wanza.go("/console/incidents/")
    [address] = wanza.links("/console/incidents").values()
    wanza.go(address)
    wanza.send("Keep the finding", words="Chief amethibitisha.", choice="confirmed", asked="chief")
    assert "Chief amethibitisha." in wanza.words
    assert "Confirmed" in wanza.words
    wanza.send("Keep the step", words="Mifugo imerudishwa.", choice="closed")
    assert "nothing: it is closed" in wanza.words

    admin = town.officer("kilonzo")
    assert "Chief" not in admin.go(address)


@pytest.mark.parametrize("language", ["1", "2", "3", "4"])
def test_sexual_violence_is_answered_with_numbers_and_leaves_a_row_without_number_or_moment(
    town: Town, language: str
) -> None:
    phone = town.phone(WITNESS)
    phone.dial()
    phone.press(language)
    screen = phone.press("2")
    while "\n7 " not in screen:
        screen = phone.press("9" if "\n9 " in screen else "1")
    answer = phone.press("7")
    located = phone.press("1", "muth", "1")
    town.work()

    assert "1195" in answer
    assert "116" in answer
    rows = tables(town)
    assert rows["incidents"] == rows["sightings"] == rows["reporters"] == rows["texts"] == "[]"
    assert town.phone(DUTY).texts == []
    assert "1195" in located
    with town.sessions() as session:
        [row] = session.execute(text("SELECT * FROM restricted_reports")).mappings()
        assert session.execute(text("SELECT count(*) FROM dialogues WHERE phone_lookup <> ''")).scalar() == 0
    told = ("unsaid", "kitui.kitui-south.mutha", local(town.clock()).date(), "ussd", None)
    assert tuple(row[name] for name in ("kind", "ward", "day", "channel", "done_by")) == told
    assert len(row) == 6, "nothing else is kept of it but its id"
