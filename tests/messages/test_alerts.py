"""Words to officers on duty: one part, and nothing that points at whoever told us."""

from datetime import datetime
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import intake, summaries
from domain.areas import Gazetteer
from domain.areas import Level as AreaLevel
from domain.code_words import COLOURS, PLANTS
from domain.incidents import Incident
from domain.intake import Report
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.sealed_columns import TEXT_BODY, TEXT_PHONE
from domain.sightings import When
from domain.subscribers import Channel
from domain.summaries import Counts
from domain.taxonomy import TAXONOMY, Kind
from domain.texts import Reason, SingleText
from domain.triage import Level
from domain.vault import Vault
from messages import alert_words, alerts
from messages.segments import Encoding, segment
from tests.make import ENDAU, SAGALLA, make_officer

LONGEST_WORD = f"{max(PLANTS, key=len)}-{max(COLOURS, key=len)}-99"
SENTENCE = "Mzee Mutua amepigwa kisimani saa nne"


def file(session: Session, vault: Vault, now: datetime, ward: str | None = ENDAU) -> Incident:
    report = Report(Kind.VIOLENCE_INJURY, ward, When.NOW, SENTENCE, Language.KAMBA)
    return intake.file(session, vault, Phone("+254711000077"), report, now, channel=Channel.USSD).incident


def sent(session: Session, vault: Vault) -> dict[str, str]:
    """What is queued, by number."""
    return {
        TEXT_PHONE.phone(vault, text).e164: TEXT_BODY.read(vault, text)
        for text in session.scalars(select(SingleText).where(SingleText.reason == Reason.ALERT))
    }


def incident(kind: Kind, level: Level, ward: str | None, now: datetime) -> Incident:
    return Incident(code_word=LONGEST_WORD, kind=kind, level=level, ward=ward, opened_at=now, due_at=now, advised=level)


@pytest.mark.parametrize("language", Language)
def test_every_alert_is_one_part_of_gsm_7(language: Language, places: Gazetteer, now: datetime) -> None:
    wards = [area.slug for area in places.areas.values() if area.level is AreaLevel.WARD]
    for kind in Kind:
        for level in {TAXONOMY[kind].level, Level.CRITICAL}:
            for ward in [*wards, None]:
                words = alert_words.body(incident(kind, level, ward, now), places, language)

                assert segment(words).encoding is Encoding.GSM7, words
                assert len(segment(words).parts) == 1, words


@pytest.mark.parametrize("sentences", [alert_words.LEAD, alert_words.NOBODY], ids=["lead", "nobody"])
@pytest.mark.parametrize("language", [Language.ENGLISH, Language.SWAHILI])
def test_every_word_to_a_lead_is_one_part_of_gsm_7(
    sentences: dict[Language, str], language: Language, places: Gazetteer, now: datetime
) -> None:
    wards = [area.slug for area in places.areas.values() if area.level is AreaLevel.WARD]
    for kind, ward, level in product(Kind, [*wards, None], [Level.CRITICAL, Level.HIGH]):
        words = alert_words.body(incident(kind, level, ward, now), places, language, sentences)

        assert segment(words).encoding is Encoding.GSM7, words
        assert len(segment(words).parts) == 1, words


@pytest.mark.parametrize("language", Language)
def test_what_officers_are_reminded_of_is_one_part_whatever_the_numbers(language: Language, places: Gazetteer) -> None:
    counts = Counts(9999, 99999, 99999)
    said = [alert_words.late([LONGEST_WORD] * number, language) for number in (1, 2, 3, 12, 9999)]
    for county in places.counties:
        said.append(alert_words.shift(county.display_name, language, open_=99999, late=99999))
        said += [alert_words.summary(county.display_name, told, counts, language) for told in summaries.LEVELS]

    assert {(segment(words).encoding, len(segment(words).parts)) for words in said} == {(Encoding.GSM7, 1)}
    assert all("999/112" in words for words in said)


def test_an_alert_says_code_word_kind_and_constituency_and_nothing_of_the_report(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    make_officer(session, "wanza", Grant(role=Role.PEACE), phone="+254711990001", vault=vault, on_duty=True)
    filed = file(session, vault, now)

    assert alerts.alert_duty(session, vault, filed, places=places, now=now) == 1
    (words,) = sent(session, vault).values()
    assert words == (
        f"Mbiu HIGH report {filed.code_word}: attack or injury, Kitui East, Kitui. "
        "Look at the console. This is not the police: 999/112."
    )
    for never in ("0711", "254", "Mutua", "kisima", "Endau", "09:30", "24", "Kamba"):
        assert never not in words.replace(filed.code_word, "")


def test_an_officer_reads_it_in_the_language_of_the_console(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    officer = make_officer(session, "wanza", Grant(role=Role.PEACE), phone="+254711990001", vault=vault)
    officer.interface = Language.SWAHILI

    alerts.alert_duty(session, vault, file(session, vault, now), places=places, now=now)

    assert "shambulio au kujeruhiwa" in sent(session, vault)["+254711990001"]
    assert "Mbiu si polisi: 999/112." in sent(session, vault)["+254711990001"]


def test_only_peace_officers_of_the_county_on_duty_are_told(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    def officer(name: str, number: int, role: Role, county: str | None, *, on_duty: bool) -> None:
        make_officer(session, name, Grant(role=role, county=county), phone=f"+25471199000{number}", vault=vault,
                     on_duty=on_duty)  # fmt: skip

    officer("on", 1, Role.PEACE, "kitui", on_duty=True)
    officer("off", 2, Role.PEACE, "kitui", on_duty=False)
    officer("elsewhere", 3, Role.PEACE, "makueni", on_duty=True)
    officer("admin", 4, Role.ADMIN, None, on_duty=True)

    alerts.alert_duty(session, vault, file(session, vault, now), places=places, now=now)

    assert set(sent(session, vault)) == {"+254711990001"}


def test_a_report_without_a_place_reaches_every_county_and_nobody_twice(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    make_officer(session, "all", Grant(role=Role.PEACE), phone="+254711990001", vault=vault, on_duty=True)
    make_officer(
        session, "voi", Grant(role=Role.PEACE, county="taita-taveta"), phone="+254711990002", vault=vault, on_duty=True
    )

    assert alerts.alert_duty(session, vault, file(session, vault, now, None), places=places, now=now) == 2
    assert all("place not given" in words for words in sent(session, vault).values())


def test_nobody_with_a_telephone_means_nobody_told(
    session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    make_officer(session, "wanza", Grant(role=Role.PEACE))

    assert alerts.alert_duty(session, vault, file(session, vault, now, SAGALLA), places=places, now=now) == 0
    assert sent(session, vault) == {}


def test_administrators_on_duty_are_told_of_a_paused_provider_in_one_part(
    session: Session, vault: Vault, now: datetime
) -> None:
    def officer(name: str, number: int, role: Role, language: Language, *, on_duty: bool = True) -> Officer:
        phone = f"+25471199000{number}"
        officer = make_officer(session, name, Grant(role=role), phone=phone, vault=vault, on_duty=on_duty)
        officer.interface = language
        return officer

    officer("mwende", 1, Role.ADMIN, Language.ENGLISH)
    officer("kyalo", 2, Role.ADMIN, Language.SWAHILI)
    officer("asleep", 3, Role.ADMIN, Language.SWAHILI, on_duty=False)
    officer("peace", 4, Role.PEACE, Language.ENGLISH)
    officer("lost", 5, Role.ADMIN, Language.ENGLISH).phone_sealed = b"not ours"
    session.flush()

    alerts.alert_admins(session, vault, "africastalking", "402 InvalidSenderId" + " again" * 20, now=now)

    told = sent(session, vault)
    assert set(told) == {"+254711990001", "+254711990002"}
    assert told["+254711990001"].startswith("Mbiu 09:30: nothing leaves through africastalking: 402 InvalidSenderId")
    assert told["+254711990002"].startswith("Mbiu 09:30: ujumbe hautoki kupitia africastalking: 402 InvalidSenderId")
    for words in told.values():
        assert (segment(words).encoding, len(segment(words).parts)) == (Encoding.GSM7, 1)
