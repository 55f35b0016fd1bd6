"""A mother in Endau joins by USSD, a herder by SMS; both change their minds; STOP is first."""

from domain import subscribers
from domain.languages import Language
from domain.phones import Phone
from domain.subscribers import Subscriber
from tests.journeys.conftest import Town
from tests.make import ENDAU, SAGALLA

MOTHER, HERDER = "+254711000101", "+254711000102"


def known(town: Town, number: str) -> Subscriber | None:
    with town.sessions() as session:
        return subscribers.find(session, town.crew.vault, Phone(number))


def test_by_ussd_in_kamba_with_the_consent_in_swahili_until_it_is_signed(town: Town) -> None:
    phone = town.phone(MOTHER)
    phone.dial()
    phone.press("2")
    told = phone.press("1")
    assert "Kikamba" in told, "she is told, in her language's own name, that this part is in Swahili"
    phone.press("1")
    screen = phone.choose("Kitui", "Kitui East", "Endau/Malalani")
    while "\n9 " in screen:
        screen = phone.press("9")
    assert phone.choose("Ndiyo").startswith("Umejiunga")

    person = known(town, MOTHER)
    assert person is not None
    assert (person.wards, person.language) == ([ENDAU], Language.KAMBA)
    assert MOTHER not in town.phone(MOTHER).dial()


def test_by_sms_and_stop_wins_over_everything(town: Town) -> None:
    phone = town.phone(HERDER)
    phone.text("JIUNGE Sagalla")
    person = known(town, HERDER)
    assert person is not None
    assert (person.wards, person.language) == ([SAGALLA], Language.SWAHILI)

    phone.text(" Acha! ")
    left = known(town, HERDER)
    assert left is not None
    assert not left.active
    phone.text("asante")
    still = known(town, HERDER)
    assert still is not None
    assert not still.active, "only an explicit join brings a person back"
    assert len(phone.texts) == 3, "every text was answered"

    phone.text("JIUNGE Sagalla")
    back = known(town, HERDER)
    assert back is not None
    assert back.active


def test_a_foreign_number_is_refused_with_a_reason(town: Town) -> None:
    assert "Kenya" in town.phone("+255711000001").dial()
