"""A drought warning from the officer's screen to every phone, in its language, at its hour, and the reports back."""

from datetime import UTC, datetime

from domain.languages import Language
from tests.journeys.conftest import Browser, Handset, Town

SWAHILI = "NDMA 24/11/2026: Ukame mkali Kitui Mashariki. Hifadhi maji."
KAMBA = "NDMA 24/11/2026: Kikamba, ĩ ũ."  # letters that cost, and no words nobody signed
KEYS = {Language.SWAHILI: "1", Language.KAMBA: "2", Language.TAITA: "3"}
TEN = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def joined(town: Town, number: str, language: Language) -> Handset:
    """Somebody of Endau who joined by USSD."""
    phone = town.phone(number)
    phone.dial()
    phone.press(KEYS[language])
    screen = phone.press("1")
    if language is not Language.SWAHILI:
        screen = phone.press("1")
    screen = phone.choose("Kitui", "Kitui East", "Endau/Malalani")
    while "\n9 " in screen:
        screen = phone.press("9")
    assert phone.choose("Ndiyo").startswith("Umejiunga")
    return phone


def written(town: Town, **more: object) -> tuple[Browser, str]:
    """Mwende writes; her browser, and the address of what she wrote."""
    mwende = town.officer("mwende")
    mwende.go("/console/bulletins/new")
    mwende.send(
        "Save",
        title="Ukame Kitui East",
        kind="drought",
        phase="alarm",
        trend="worsening",
        areas=["kitui.kitui-east"],
        send_day="2026-11-24",
        send_hour="10:00",
        sms_sw=SWAHILI,
        sms_kam=KAMBA,
        **more,
    )
    return mwende, mwende.url.removeprefix(town.address)


def seen_by(town: Town, username: str, path: str) -> Browser:
    """The same bulletin on somebody else's screen."""
    browser = town.officer(username)
    browser.go(path)
    return browser


def test_the_whole_road_of_a_warning(town: Town) -> None:
    phones = {language: joined(town, f"+25471100030{key}", language) for language, key in KEYS.items()}
    mwende, path = written(town)
    assert "A Swahili reviewer must sign" in mwende.send("Submit for approval")
    for signer in ("kioko", "mutheu"):
        assert "You signed" in seen_by(town, signer, path).send("Sign this text")
    assert "Taita 1" in mwende.go(path), "who will get Swahili is said before approval"
    mwende.send("Submit for approval")

    nyambura = seen_by(town, "nyambura", path)
    assert "about 3 people" in nyambura.words
    assert "Approved" in nyambura.send("Approve", understood="yes")
    town.work()
    assert phones[Language.SWAHILI].texts == [], "not before its hour"

    town.clock.moment = TEN
    town.work()
    town.reports_in()

    assert {language: phone.texts for language, phone in phones.items()} == {
        Language.SWAHILI: [SWAHILI],
        Language.KAMBA: [KAMBA],
        Language.TAITA: [SWAHILI],
    }
    page = mwende.go(path)
    assert "Done for 3 of 3 people" in page
    assert "Delivered: the handset said so 3" in page
    assert "KES 2.40" in page


def test_the_latest_warning_is_on_the_phone_for_who_asks_later(town: Town) -> None:
    phone = joined(town, "+254711000311", Language.SWAHILI)
    mwende, path = written(town)
    seen_by(town, "kioko", path).send("Sign this text")
    mwende.go(path)
    mwende.send("Submit for approval")
    seen_by(town, "nyambura", path).send("Approve", understood="yes")
    town.clock.moment = TEN
    town.work()

    phone.dial()
    assert SWAHILI in phone.press("1").replace("\n", " ")
    phone.text("ONYO")
    assert phone.texts == [SWAHILI, SWAHILI]


def test_who_wrote_it_cannot_approve_it_and_an_edit_voids_the_approval(town: Town) -> None:
    mwende, path = written(town)
    seen_by(town, "kioko", path).send("Sign this text")
    mwende.go(path)
    mwende.send("Submit for approval")
    assert mwende.session.post(f"{town.address}{path}/approve", data={"understood": "yes"}, timeout=10).status_code in (
        403,
        422,
    )
    seen_by(town, "nyambura", path).send("Approve", understood="yes")

    mwende.go(f"{path}/edit")
    mwende.send("Save", sms_sw=SWAHILI + " Piga 1199.")
    assert "Draft" in mwende.words
    town.clock.moment = TEN
    town.work()

    assert not town.network.books.rows("select 1 from message")
