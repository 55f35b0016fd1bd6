"""A warning was wrong: what takes it back was prepared and signed with it, and reaches exactly those who have it."""

from datetime import timedelta

from domain.languages import Language
from schedules import departure, sweeps
from tests.journeys.conftest import Browser, Handset, Town
from tests.journeys.test_a_bulletin import KAMBA, SWAHILI, TEN, joined, seen_by, written

BACK = "NDMA 24/11/2026: Taarifa ya ukame ya leo si sahihi. Samahani."


def warned(town: Town, *phones: Handset) -> tuple[Browser, str]:
    """A warning, signed with what would take it back, that has reached these phones."""
    mwende, path = written(town, cancel_sw=BACK)
    kioko = seen_by(town, "kioko", path)
    for _ in range(2):  # the warning, and what would take it back
        kioko.send("Sign this text")
    mwende.go(path)
    mwende.send("Submit for approval")
    seen_by(town, "nyambura", path).send("Approve", understood="yes")
    town.clock.moment = TEN
    town.work()
    town.reports_in()
    assert all(phone.texts == [SWAHILI] for phone in phones)
    return mwende, path


def test_it_is_taken_back_from_whoever_has_it(town: Town) -> None:
    stays, moves, leaves, pauses = (joined(town, f"+25471100050{key}", Language.SWAHILI) for key in range(4))
    mwende, path = warned(town, stays, moves, leaves, pauses)
    moves.dial()
    moves.choose("Usajili wangu", "Wadi zangu", "Endau/Malalani", "Chagua wadi nyingine")
    moves.choose("Taita Taveta", "Voi", "Sagalla")
    pauses.dial()
    assert "Hutapata" in pauses.choose("Usajili wangu", "Simamisha kwa muda", "Siku: 30")
    leaves.text("ACHA")
    comes = joined(town, "+254711000509", Language.SWAHILI)

    mwende.go(path)
    assert "Its words are prepared and signed: Swahili" in mwende.words
    assert "Read it, then submit it." in mwende.send("Begin to take it back")
    assert f"It takes back bulletin {path.rsplit('/', 1)[1]}: Ukame Kitui East Sent" in mwende.words
    back = mwende.url.removeprefix(town.address)
    mwende.send("Submit for approval")
    nyambura = seen_by(town, "nyambura", back)
    assert "about 3 people" in nyambura.words
    assert "It leaves on Tue 24 Nov 2026, 10:05" in nyambura.send("Approve", understood="yes")
    stays.dial()
    assert SWAHILI not in stays.press("1").replace("\n", " "), "a warning known to be wrong is read to nobody"

    town.clock.moment = TEN + timedelta(minutes=5)
    town.work()
    town.reports_in()

    got = {phone.number for phone in (stays, moves, leaves, pauses, comes) if BACK in phone.texts}
    assert got == {stays.number, moves.number, pauses.number}
    for phone in (stays, comes):
        phone.dial()
        assert BACK in phone.press("1").replace("\n", " ")
    assert "takes it back: Taken back: Ukame Kitui East Sent" in mwende.go(path)


def test_stopped_halfway_and_taken_back_nobody_hears_of_it_after_its_end(town: Town) -> None:
    phone = joined(town, "+254711000511", Language.SWAHILI)
    late = joined(town, "+254711000512", Language.KAMBA)
    mwende, path = written(town, cancel_sw=BACK)
    for signer, texts in (("kioko", 2), ("mutheu", 1)):
        browser = seen_by(town, signer, path)
        for _ in range(texts):
            browser.send("Sign this text")
    mwende.go(path)
    mwende.send("Submit for approval")
    seen_by(town, "nyambura", path).send("Approve", understood="yes")
    town.clock.moment = TEN
    departure.start_due(town.crew)
    mwende.go(path)
    mwende.send("Pause it")
    mwende.send("Begin to take it back")
    back = mwende.url.removeprefix(town.address)
    mwende.send("Submit for approval")

    nyambura = seen_by(town, "nyambura", back)
    assert "Approving this one stops it now, so that nobody gets it afterwards." in nyambura.words
    nyambura.send("Approve", understood="yes")
    town.clock.moment = TEN + timedelta(minutes=5)
    sweeps.sweep(town.crew)
    town.work()

    assert phone.texts == late.texts == [], f"neither {KAMBA} nor its end: nobody had it"
    assert "Cancelled" in mwende.go(path)
    assert "stopped it by approving what ends it" in mwende.words
    assert "Nobody had what it follows: there was no one to send it to." in mwende.go(back)
