"""Composing: words from the library, what a message must carry, dear letters, a narrower audience, the duplicate."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from domain import subscribers
from domain.areas import Gazetteer
from domain.bulletins import Bulletin, Kind
from domain.indicators import DroughtRecord
from domain.languages import Language
from domain.library import ForWhom, LibraryEntry, LibraryVersion
from domain.library_texts import LibraryText
from domain.life_cycle import State
from domain.officers import Officer
from domain.phases import Phase, Trend
from domain.signed_words import Form
from domain.vault import Vault
from tests.bot.conftest import SignIn
from tests.bot.console.bulletin_forms import KAMBA, SWAHILI, press, typed, words, write
from tests.make import ENDAU, make_bulletin, make_subscriber

NEW = "/console/bulletins/new"
ZONE = "kitui.mixed-farming"


@pytest.fixture
def mwende(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "mwende")
    return client


@pytest.fixture
def record(session: Session, cast: dict[str, Officer], now: datetime) -> DroughtRecord:
    """Kitui's October, as NDMA declared it."""
    made = DroughtRecord(
        county="kitui",
        month=date(2026, 10, 1),
        source="NDMA Kitui, October 2026",
        published_on=date(2026, 11, 12),
        entered_by=cast["mwende"].id,
        entered_at=now,
        phase=Phase.ALARM,
        trend=Trend.WORSENING,
    )
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def version(session: Session, now: datetime) -> LibraryVersion:
    """A text for households nobody has approved."""
    made = LibraryVersion(number=1, source="NDMA", verified=False, created_at=now)
    made.texts = [
        LibraryText(language=language, form=form, body=body, plain=body, writer_id=None)
        for language, form, body in (
            (Language.SWAHILI, Form.SMS, "{speaker} {date}: {area}, {month}. SMS {code}."),
            (Language.SWAHILI, Form.RADIO, "Wasikilizaji wa {area}."),
            (Language.KAMBA, Form.SMS, "{speaker} {date}: {area}: {month}."),
        )
    ]
    entry = {"kind": Kind.DROUGHT, "phase": Phase.ALARM, "for_whom": ForWhom.HOUSEHOLDS}
    session.add(LibraryEntry(title="Save water", versions=[made], **entry))  # type: ignore[arg-type]
    session.commit()
    return made


def typed_in(answer: TestResponse, field: str) -> str:
    """What stands in a field of the form."""
    found = re.search(rf'<textarea name="{field}"[^>]*>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert found, answer.text
    return found[1].replace("&#39;", "'")


def test_a_record_and_a_library_text_fill_what_is_empty_and_nothing_else(
    mwende: FlaskClient, record: DroughtRecord, version: LibraryVersion, session: Session
) -> None:
    chosen = {"record": str(record.id), "version": str(version.id), "phase": "", "trend": "", "sms_kam": KAMBA}

    answer = mwende.post(NEW, data=typed(**chosen, sms_sw="", act="fill"))

    filled = "NDMA Kitui 25/11/2026: Kitui East, 10/2026. SMS 20880."
    assert typed_in(answer, "sms_sw") == filled
    assert typed_in(answer, "radio_sw") == "Wasikilizaji wa Kitui East."
    assert typed_in(answer, "sms_kam") == KAMBA
    assert '<option value="alarm" selected>' in answer.text
    page = words(answer)
    assert "Save water, Households, Version 1, not approved, source not verified" in page
    assert "Declared Alarm, Worsening Published Thu 12 Nov 2026 Source NDMA Kitui, October 2026" in page
    assert "These fields had words already, and were left as they are: Kamba, SMS." in page

    answer = mwende.post(NEW, data=typed(**chosen | {"phase": "alarm", "record": ""}, sms_sw=filled, act="replace"))
    assert typed_in(answer, "sms_kam") == "NDMA Kitui 25/11/2026: Kitui East: {month}."
    assert "Still to be filled in by hand: {month}" in words(answer), "without a record there is no month"
    assert session.scalars(select(Bulletin)).all() == []

    number = write(mwende, **chosen | {"phase": "alarm", "trend": "worsening"})
    bulletin = session.get_one(Bulletin, number)
    assert (bulletin.record_id, bulletin.version_id) == (record.id, version.id)
    made = "Made from Kitui, 10/2026: Alarm, Worsening (NDMA Kitui, October 2026); Save water, Households, Version 1"
    assert made in words(mwende.get(f"/console/bulletins/{number}"))


def test_a_record_that_is_old_or_says_something_else_is_warned_of(
    mwende: FlaskClient, record: DroughtRecord, session: Session
) -> None:
    old, other = "This record is older than 45 days", "is not what this record says"
    chosen = typed(record=str(record.id), phase="alarm", act="count")

    page = words(mwende.post(NEW, data=chosen))
    assert old not in page
    assert other not in page

    record.month = date(2026, 9, 1)
    session.commit()
    page = words(mwende.post(NEW, data=chosen | {"phase": "alert"}))
    assert old in page
    assert other in page


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"zones": ["kitui.desert"]}, "not known here"),
        ({"zones": [ZONE, "makueni.mixed-farming-coffee"]}, "lies in a county you did not choose"),
        ({"zones": [ZONE], "areas": ["kitui", "makueni"]}, "Tick a zone of Makueni too, or take its areas out."),
        ({"record": "999999999"}, "The drought record is none of these counties"),
        ({"version": "999999999"}, "The library text is none for this kind"),
        ({"languages": ["de"]}, "Choose what kind"),
        ({"readers": "chief"}, "Choose what kind"),
    ],
)
def test_what_is_not_there_is_refused(mwende: FlaskClient, change: dict[str, object], why: str) -> None:
    answer = mwende.post(NEW, data=typed(**change))

    assert answer.status_code == 422
    assert why in words(answer)


def test_a_record_and_a_draft_of_another_county_are_neither_read_nor_used(
    client: FlaskClient,
    sign_in: SignIn,
    record: DroughtRecord,
    version: LibraryVersion,
    session: Session,
    cast: dict[str, Officer],
) -> None:
    cast["mwende"].grants[0].county = "makueni"
    version.entry.county = "kitui"
    session.commit()
    sign_in(client, "mwende")
    ids = {"record": str(record.id), "version": str(version.id), "phase": "alarm", "sms_sw": ""}

    for areas in ("makueni", "kitui"):
        answer = client.post(NEW, data=typed(**ids, areas=[areas], act="fill"))
        assert "Choose a drought record or a library text first." in words(answer)
        assert "NDMA Kitui, October 2026" not in words(answer)
        assert typed_in(answer, "radio_sw") == ""
    saved = typed(**ids | {"sms_sw": SWAHILI}, areas=["makueni"])
    assert "The drought record is none of these counties" in words(client.post(NEW, data=saved))
    saved["record"] = ""
    assert "The library text is none for this kind" in words(client.post(NEW, data=saved))


def test_an_older_record_stays_with_the_bulletin_that_was_written_from_it(
    mwende: FlaskClient, record: DroughtRecord, session: Session
) -> None:
    number = write(mwende, record=str(record.id))
    newer = DroughtRecord(
        **{name: getattr(record, name) for name in ("county", "source", "entered_by", "entered_at")},
        month=date(2026, 11, 1),
        published_on=date(2026, 12, 10),
    )
    session.add(newer)
    session.commit()
    seen = session.get_one(Bulletin, number).seen

    assert (
        mwende.post(
            f"/console/bulletins/{number}/edit", data=typed(record=str(record.id), seen=seen, title="T")
        ).status_code
        == 303
    )
    assert mwende.post(NEW, data=typed(record=str(record.id))).status_code == 422


def test_the_audience_is_narrowed_and_who_passes_it_on_is_counted_on_their_own_text(
    mwende: FlaskClient, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    people = [make_subscriber(session, vault, places, now, language=Language(kind)) for kind in ("sw", "sw", "dav")]
    subscribers.become(people[0], subscribers.Kind.INTERMEDIARY)
    session.commit()
    texts = {"intermediary_sw": "Wape wengine habari hii. " * 12, "cancel_sw": "Onyo la jana limefutwa."}

    counted = mwende.post("/console/bulletins/count", data=typed(**texts)).json
    assert counted is not None
    assert (counted["people"], counted["cost"]) == (3, f"{Decimal('0.8') * (2 + 2):.2f}")
    assert "1 × 2 × KES 0.80" in counted["html"]["count-intermediary_sw"]
    assert "3 × 1 × KES 0.80" in counted["html"]["count-cancel_sw"]
    assert "Only if it is ever sent" in counted["html"]["count-cancel_sw"]
    assert "of them pass it on: 1" in counted["html"]["audience"]
    assert "Taita 1" in counted["html"]["audience"].partition("They get Swahili")[2]

    only = mwende.post("/console/bulletins/count", data=typed(readers="intermediary", languages=["sw"])).json
    assert only is not None
    assert only["people"] == 1

    number = write(mwende, **texts, readers="intermediary", languages=["sw"], zones=[ZONE], hidden="on")
    page = words(mwende.get(f"/console/bulletins/{number}"))
    assert "Whom it is for Mixed Farming, Only those who pass it on, Swahili" in page
    assert "It reaches nobody now" in page, "no ward of Kitui has been placed in a zone"
    assert (
        "Not prepared and signed, so that taking it back would take longer: SMS that takes it back, SMS that says"
        in page
    )
    assert "Public archive No" in page
    form = words(mwende.get(f"/console/bulletins/{number}/edit"))
    assert "Wards of which nobody has said the zone: 40 of 40." in form


def test_what_a_message_must_carry_is_shown_and_added_with_one_button(mwende: FlaskClient) -> None:
    answer = mwende.post(NEW, data=typed(sms_sw="Hifadhi maji", act="count"))
    assert "It does not say: who speaks, the date, the number that answers, how to leave" in words(answer)

    answer = mwende.post(NEW, data=typed(sms_sw="Hifadhi maji", act="add:sms_sw"))

    whole = "NDMA Kitui 25/11/2026: Hifadhi maji. SMS: 20880. Kujiondoa, tuma STOP. Hatuombi pesa kamwe."
    assert typed_in(answer, "sms_sw") == whole
    assert "It does not say" not in words(answer)
    assert f"{160 - len(whole)} letters left" in words(answer)


def test_the_day_of_prepared_words_stands_open_and_is_shown_as_today(
    mwende: FlaskClient, version: LibraryVersion, session: Session
) -> None:
    body = "NDMA {date}: Onyo la 25/11/2026 si kweli."
    version.texts[1].form, version.texts[1].body = Form.CANCEL, "{speaker} {date}: Si kweli."
    session.commit()

    filled = mwende.post(NEW, data=typed(version=str(version.id), phase="alarm", act="fill"))
    assert typed_in(filled, "cancel_sw") == "NDMA Kitui {date}: Si kweli."
    assert "NDMA Kitui 24/11/2026: Si kweli." in words(filled), "as a phone shows it"
    assert "by hand: {date}" not in words(filled)
    added = mwende.post(NEW, data=typed(cancel_sw="Onyo la 24/11/2026 {date} si kweli", act="add:cancel_sw"))
    assert typed_in(added, "cancel_sw").startswith("NDMA Kitui: Onyo la 24/11/2026 {date} si kweli. SMS")
    added = mwende.post(NEW, data=typed(cancel_sw="Si kweli.", act="add:cancel_sw"))
    assert typed_in(added, "cancel_sw").startswith("NDMA Kitui {date}: Si kweli. SMS")
    page = words(mwende.get(f"/console/bulletins/{write(mwende, cancel_sw=body)}"))
    assert "NDMA 24/11/2026: Onyo la 25/11/2026 si kweli." in page
    assert "{date} becomes the day it leaves." in page


def test_another_kind_leaves_no_words_behind_that_would_take_a_warning_back(
    mwende: FlaskClient, session: Session
) -> None:
    number = write(mwende, cancel_sw="Onyo si kweli.")
    bulletin = session.get_one(Bulletin, number)

    change = typed(kind="notice", cancel_sw="Onyo si kweli.", seen=bulletin.seen)
    assert mwende.post(f"/console/bulletins/{number}/edit", data=change).status_code == 303

    session.expire_all()
    assert [text.form for text in bulletin.texts] == [Form.SMS]


def test_money_is_asked_for_only_when_the_last_four_did_not_say_it(
    mwende: FlaskClient, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    asked = "that we never ask for money"
    for text in ("Hatuombi pesa kamwe.", *["Hifadhi maji."] * 3):
        sent = make_bulletin(session, now, author=cast["mwende"], texts={Language.SWAHILI: text})
        sent.state, sent.send_at = State.SENT, now - timedelta(days=1)
    session.commit()
    assert asked not in words(mwende.post(NEW, data=typed(act="count")))

    for _ in range(2):
        make_bulletin(session, now, author=cast["mwende"], texts={Language.SWAHILI: "Maji."}).state = State.SENT
    session.commit()
    assert asked in words(mwende.post(NEW, data=typed(act="count")))


def test_dear_letters_have_a_button_each_and_one_for_all(
    mwende: FlaskClient, session: Session, vault: Vault, places: Gazetteer, now: datetime
) -> None:
    make_subscriber(session, vault, places, now)
    session.commit()
    text = "NDMA Kitui 25/11/2026: 35° • maji 😀 [tele] " + "a" * 60

    answer = mwende.post(NEW, data=typed(sms_sw=text, act="count"))
    page = words(answer)
    for button in ("Write deg for °", "Write - for •", "Leave out 😀", "Mend all of them"):
        assert button in page
    assert "Mend all of them saves 1 parts and KES 0.80" in page
    assert 'value="mend:sms_sw:b0-2022-1f600"' in answer.text

    mended = mwende.post(NEW, data=typed(sms_sw=text, act="mend:sms_sw:b0-2022-1f600"))
    assert typed_in(mended, "sms_sw").startswith("NDMA Kitui 25/11/2026: 35 deg - maji [tele]")
    assert "Each of them counts as two." in words(mended)

    plain = mwende.post(NEW, data=typed(sms_kam=KAMBA, act="plain:kam"))
    assert 'name="plain_kam" checked' in plain.text
    assert typed_in(plain, "sms_kam") == KAMBA


@pytest.mark.parametrize("act", ["", "mend:sms_sw:zz", "mend:nothing:b0", "add:", "plain:de", "fly", "fill"])
def test_a_button_nobody_made_changes_nothing(mwende: FlaskClient, act: str, session: Session) -> None:
    answer = mwende.post(NEW, data=typed(act=act))

    assert answer.status_code == 200
    assert typed_in(answer, "sms_sw") == SWAHILI
    assert session.scalars(select(Bulletin)).all() == []


@pytest.mark.parametrize("day", ["9999-12-20", "9999-12-31", "0001-01-01", "2028-06-01"])
def test_a_day_far_off_is_told_and_not_counted_with(mwende: FlaskClient, session: Session, day: str) -> None:
    assert mwende.post(NEW, data=typed(send_day=day)).status_code == 422
    assert session.scalars(select(Bulletin)).all() == []


def test_an_impatient_thumb_makes_one_draft(mwende: FlaskClient, session: Session) -> None:
    first, second = (mwende.post(NEW, data=typed()).location for _ in range(2))

    assert first == second
    assert len(session.scalars(select(Bulletin)).all()) == 1


def test_days_that_passed_or_never_come_and_places_elsewhere_are_asked_about(mwende: FlaskClient) -> None:
    page = words(mwende.post(NEW, data=typed(sms_sw="NDMA 23/11/2026, 31/11/2026: maji Mwala.", act="count")))

    assert "The day 23/11/2026 has passed." in page
    assert "No calendar has the day 31/11/2026." in page
    assert "The text names Mwala, a place in Machakos. Does it belong to this county?" in page

    page = words(mwende.post(NEW, data=typed(sms_sw="NDMA 26/11/2026: maji.", send_day="2026-11-25", act="count")))
    assert "It says 26/11/2026, and leaves on 25/11/2026." in page


def test_almost_the_same_on_the_same_day_asks_on_saving_and_on_submitting(
    mwende: FlaskClient,
    cast: dict[str, Officer],
    session: Session,
    vault: Vault,
    places: Gazetteer,
    now: datetime,
) -> None:
    make_subscriber(session, vault, places, now, wards=[ENDAU])
    tomorrow = now + timedelta(days=1)
    first = make_bulletin(
        session, now, author=cast["jumaa"], texts={Language.SWAHILI: SWAHILI}, send_at=tomorrow, title="The first"
    )
    first.state = State.APPROVED
    session.commit()
    question = "Jumaa Bakari's bulletin “The first” of the same day says almost the same to 1 of these people."

    asked = mwende.post(NEW, data=typed())
    assert asked.status_code == 422
    assert question in words(asked)
    assert f'name="twin" value="{first.id}"' in asked.text

    number = write(mwende, twin=str(first.id))
    mine = session.get_one(Bulletin, number)
    mine.texts[0].sign(cast["kioko"], now, now.date())
    session.commit()
    assert question in words(press(mwende, number, "submit"))
    assert press(mwende, number, "submit", twin=str(first.id)).status_code == 303


def test_a_placeholder_left_is_not_submitted(
    mwende: FlaskClient, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    number = write(mwende, sms_sw="NDMA {date}: maji.")
    session.get_one(Bulletin, number).texts[0].sign(cast["kioko"], now, now.date())
    session.commit()

    answer = press(mwende, number, "submit")

    assert answer.status_code == 422
    assert "A text still says {date}: put the words there, or take it out." in words(answer)


def test_a_peace_message_is_public_only_when_asked(mwende: FlaskClient, session: Session) -> None:
    quiet = write(mwende, kind="peace", sms_sw="Kaunti ya Kitui: tukae kwa amani.")
    shown = write(mwende, kind="peace", sms_sw="Kaunti ya Kitui: heri njema kwa watu wote.", shown="on")
    notice = write(mwende, kind="notice", sms_sw="Kliniki ya mifugo iko Mutomo.")

    assert [session.get_one(Bulletin, number).public for number in (quiet, shown, notice)] == [False, True, True]
