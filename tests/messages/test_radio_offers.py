"""What may take the place of a segment: approved bulletins, signed peace texts and officers' pieces of its county."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from domain import library_drafting
from domain.areas import Gazetteer
from domain.bulletins import Kind
from domain.drafting import Words
from domain.languages import FLOOR, Language
from domain.library import PeaceTopic
from domain.library_drafting import About, Content
from domain.officers import Grant, Role, named
from domain.peace_checks import OF_TEXT
from domain.programmes import on_air
from domain.radio_pieces import RadioPiece, Wording
from domain.segments import Part
from domain.signed_words import Form
from messages.radio_desk import studio_for
from messages.radio_offers import Replacement, offers
from tests.make import SAGALLA, make_approved, make_officer

KAMBA = Language.KAMBA
MONDAY = date(2026, 11, 30)


def of(session: Session, places: Gazetteer, now: datetime) -> dict[str, Replacement]:
    studio = studio_for(session, MONDAY, "kitui", KAMBA, now, places=places, ussd_code="*384*1234#")
    return offers(session, studio)


def peace_text(session: Session, now: datetime, body: str, *, radio: bool = True, county: str | None = None) -> str:
    """An approved text of the library, as an offer names it."""
    writer, speaker, approver = (
        named(session, name) or make_officer(session, name, Grant(role=role, language=language))
        for name, role, language in (
            ("writer", Role.OFFICER, None), ("speaker", Role.REVIEWER, FLOOR), ("approver", Role.APPROVER, None),
        )
    )  # fmt: skip
    texts = {(FLOOR, Form.SMS): Words(body, body)} | ({(FLOOR, Form.RADIO): Words(body, body)} if radio else {})
    about = About(title=body, kind=Kind.PEACE, topic=PeaceTopic.RUMOUR, county=county)
    entry = library_drafting.start(
        writer, about, Content(source="Una Hakika", verified=True, review_on=None, texts=texts), now
    )
    session.add(entry)
    session.flush()
    for text in entry.newest.texts:
        library_drafting.sign(entry, text, speaker, now, seen=text.fingerprint())
    entry.newest.approve(approver, now, seen=entry.newest.fingerprint(), checks=OF_TEXT)
    session.flush()
    return f"text {entry.newest.id}"


def test_a_bulletin_of_the_county_and_week_with_the_hours_it_may_be_read_in(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    monday, end = on_air(MONDAY)
    texts = {FLOOR: "NDMA: ukame.", KAMBA: "NDMA: yũa."}
    kamba = make_approved(session, now, texts=texts, send_at=monday + timedelta(days=1), expires_at=end)
    swahili = make_approved(session, now, expires_at=end - timedelta(days=1))
    for elsewhere in ({"areas": [SAGALLA], "expires_at": end}, {"expires_at": monday}):
        make_approved(session, now, **elsewhere)

    found = of(session, places, now)

    assert set(found) == {f"bulletin {kamba.id}", f"bulletin {swahili.id}"}
    own, other = (found[f"bulletin {bulletin.id}"] for bulletin in (kamba, swahili))
    assert (own.foreign, other.foreign) == (False, True)
    assert own.segment.part is Part.BULLETIN
    assert [speech.words for speech in own.segment.speeches if speech.words == "NDMA: yũa."]
    assert own.segment.bulletins == {kamba.id}
    assert any(
        "NOT BEFORE 01/12/2026 03:00" in speech.cue or "01/12/2026" in speech.cue for speech in own.segment.speeches
    )


def test_a_peace_text_in_its_signed_radio_form_with_its_blanks_filled(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    key = peace_text(session, now, "Tuishi kwa amani, {date}. {code}")
    peace_text(session, now, "SMS pekee {code}", radio=False)
    peace_text(session, now, "Ya Makueni {code}", county="makueni")

    [offer] = of(session, places, now).values()

    assert (offer.key, offer.segment.part, offer.segment.text) == (key, Part.PEACE, int(key.split()[1]))
    assert "{" not in offer.segment.speeches[-1].words
    assert not offer.foreign, "peace is in neutral Swahili where a border ward hears it"


def test_a_piece_of_the_week_with_whoever_wrote_it(session: Session, places: Gazetteer, now: datetime) -> None:
    def piece(starts_on: date, wording: Wording | None) -> RadioPiece:
        made = RadioPiece(
            county="kitui", part=Part.ANSWER, wordings={}, starts_on=starts_on, ends_on=starts_on,
            written_at=now, hands=[7, 9],
        )  # fmt: skip
        if wording:
            made.word(KAMBA, wording)
        session.add(made)
        session.flush()
        return made

    sunday = MONDAY + timedelta(days=6)
    asked = piece(sunday, Wording("Panda mapema.", question="Nipande lini?"))
    piece(sunday + timedelta(days=1), Wording("Wiki ijayo."))
    piece(MONDAY, None)

    [offer] = of(session, places, now).values()

    assert (offer.key, offer.about, offer.hands) == (f"piece {asked.id}", "Nipande lini?", (7, 9))
    assert (offer.segment.part, offer.segment.piece) == (Part.ANSWER, asked.id)
    assert [speech.language for speech in offer.segment.speeches[1:]] == [KAMBA] * 2
