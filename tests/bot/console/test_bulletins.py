"""Writing a bulletin and finding it again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from domain import audit
from domain.areas import Gazetteer
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Kind
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from domain.signed_words import Form
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.bulletin_forms import KAMBA, SWAHILI, typed, words, write
from tests.make import ENDAU, SAGALLA, make_bulletin, make_officer, make_subscriber


@pytest.fixture
def mwende(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "mwende")
    return client


@pytest.fixture
def people(session: Session, vault: Vault, places: Gazetteer, now: datetime) -> Callable[..., None]:
    """Have so many people of each language join in a ward."""

    def join(ward: str = ENDAU, **languages: int) -> None:
        for language, count in languages.items():
            for _ in range(count):
                make_subscriber(session, vault, places, now, wards=[ward], language=Language(language))
        session.commit()

    return join


def test_an_officer_writes_a_warning_in_two_languages(
    mwende: FlaskClient, cast: dict[str, Officer], session: Session, now: datetime
) -> None:
    number = write(mwende, sms_kam=KAMBA, radio_sw="Wasikilizaji,\r\nmaji ni haba.\r\n")

    bulletin = session.get_one(Bulletin, number)
    assert (bulletin.title, bulletin.state, bulletin.phase) == ("Short rains have failed", State.DRAFT, "alert")
    assert bulletin.areas == ["kitui.kitui-east"]
    assert bulletin.send_at == now + timedelta(hours=23, minutes=30)  # 09:00 in Nairobi
    assert bulletin.expires_at == bulletin.send_at + timedelta(days=30)
    assert bulletin.author_id == cast["mwende"].id
    assert {(text.language, text.form): text.body for text in bulletin.texts} == {
        ("sw", "sms"): SWAHILI,
        ("kam", "sms"): KAMBA,
        ("sw", "radio"): "Wasikilizaji,\nmaji ni haba.",
    }
    kamba = bulletin.text(Language.KAMBA)
    assert kamba is not None
    assert kamba.plain == "NDMA 24/11/2026: Yua ni yi vo Kitui. Suviai kiw'u na mauwa ma indo."
    assert [entry.what for entry in audit.history(session, f"bulletin {number}")] == ["wrote it"]


def test_typing_is_put_right_in_sight_of_the_officer(mwende: FlaskClient, session: Session) -> None:
    number = write(mwende, sms_sw="Ng’ombe “wagonjwa”…", sms_kam="Kĩw'u\u0303")

    page = words(mwende.get(f"/console/bulletins/{number}"))

    assert 'Swahili text: we changed: ’ → \', “ → ", ” → ", … → ...' in page
    assert "Kamba text: we changed: letters typed in two pieces joined" in page
    texts = session.scalars(select(BulletinText.body).order_by(BulletinText.id)).all()
    assert texts == ['Ng\'ombe "wagonjwa"...', "Kĩw'ũ"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": " "}, "Give it a title"),
        ({"kind": "war"}, "Choose what kind"),
        ({"phase": ""}, "Choose the phase and the trend as NDMA declared them"),
        ({"trend": "sideways"}, "Choose what kind"),
        ({"areas": []}, "Choose at least one area"),
        ({"areas": ["kitui.nowhere"]}, "One of the areas is not known"),
        ({"kind": "peace", "areas": [ENDAU]}, "A peace message goes to a constituency or more"),
        ({"send_day": "2026-11-24", "send_hour": "09:30"}, "The hour to send has passed"),
        ({"send_day": "2025-01-01"}, "The hour to send has passed"),
        ({"send_day": "tomorrow"}, "Give the day as"),
        ({"send_hour": ""}, "Give the day as"),
        ({"expires_day": "2026-11-25", "expires_hour": "08:59"}, "It would expire before it is sent"),
        ({"sms_sw": " \r\n "}, "Write the text to send: all of them are empty"),
    ],
)
def test_what_makes_no_bulletin_is_refused_in_plain_words_and_kept_on_the_form(
    mwende: FlaskClient, session: Session, change: dict[str, object], why: str
) -> None:
    answer = mwende.post("/console/bulletins/new", data=typed(radio_kam=KAMBA, **change))

    assert answer.status_code == 422
    assert why in words(answer)
    assert KAMBA in answer.text.replace("&#39;", "'")
    assert session.scalars(select(Bulletin)).all() == []


def test_all_the_wards_of_a_constituency_are_that_constituency(
    mwende: FlaskClient, session: Session, places: Gazetteer
) -> None:
    wards = [ward.slug for ward in places.children("kitui.kitui-east")]

    some = write(mwende, areas=[*wards[1:], "taita-taveta.voi", SAGALLA])
    every = write(mwende, areas=[*wards, "makueni", "makueni.mbooni"], kind="peace")

    assert session.get_one(Bulletin, some).areas == [*wards[1:], "taita-taveta.voi"]
    assert session.get_one(Bulletin, every).areas == ["kitui.kitui-east", "makueni"]
    assert session.get_one(Bulletin, every).phase is None


def test_the_form_counts_parts_people_and_price_without_scripts(
    mwende: FlaskClient, people: Callable[..., None], session: Session
) -> None:
    people(sw=3, kam=4, dav=2)
    people(SAGALLA, sw=5)

    page = words(mwende.post("/console/bulletins/new", data=typed(sms_kam=KAMBA, act="count")))

    assert "People in these areas: 9 · All texts together: KES 7.20" in page
    assert "Swahili 3 · Kamba 4 · Taita 2" in page
    assert f"Parts: 1 · {160 - len(SWAHILI)} letters left in the last · GSM-7 5 × 1 × KES 0.80 = KES 4.00" in page
    assert "People with no text in their own language who get this one: 2" in page
    assert f"Parts: 1 · {70 - len(KAMBA)} letters left in the last · UCS-2 4 × 1 × KES 0.80 = KES 3.20" in page
    assert session.scalars(select(Bulletin)).all() == []


def test_dear_letters_are_named_and_the_plain_form_is_priced_beside(
    mwende: FlaskClient, people: Callable[..., None]
) -> None:
    people(kam=10)
    text = KAMBA + " Kũlya: SMS 20880."

    data = typed(sms_kam=text)
    full = mwende.post("/console/bulletins/count", data=data).json
    plain = mwende.post("/console/bulletins/count", data=data | {"plain_kam": "on"}).json

    assert full is not None
    assert plain is not None
    assert (full["parts"], full["people"], full["cost"]) == ({"sw": 1, "kam": 2}, 10, "16.00")
    assert (plain["parts"], plain["cost"]) == ({"sw": 1, "kam": 1}, "8.00")
    assert "<kbd>ũ</kbd> <kbd>ĩ</kbd>" in full["html"]["count-kam"]
    assert "Kulya: SMS 20880." in full["html"]["count-kam"]
    assert "10 × 1 × KES 0.80 = <strong>KES 8.00</strong>" in full["html"]["count-kam"]


def test_a_count_says_who_falls_back_on_swahili(mwende: FlaskClient, people: Callable[..., None]) -> None:
    people(dav=7)

    answer = mwende.post("/console/bulletins/count", data={"areas": ["kitui", "nowhere"], "sms_sw": "Ng’ombe <b>"}).json

    assert answer is not None
    assert "get the Swahili one. They are 7." in answer["html"]["count-dav"]
    assert "We change: ’ → &#39;" in answer["html"]["count-sw"]
    assert "Nobody in these areas chose this language." in answer["html"]["count-kam"]
    assert "<b>" not in answer["html"]["count-sw"]


def test_only_who_writes_or_reviews_may_count(client: FlaskClient, sign_in: SignIn) -> None:
    for username, status in (("mutheu", 200), ("nyambura", 403), ("kilonzo", 403)):
        sign_in(client, username)
        assert client.post("/console/bulletins/count", data=typed()).status_code == status


def test_plain_letters_are_chosen_only_where_they_differ(mwende: FlaskClient, session: Session) -> None:
    number = write(mwende, sms_kam=KAMBA, plain_kam="on", plain_sw="on")

    texts = session.get_one(Bulletin, number).texts
    assert {text.language: text.send_plain for text in texts} == {"sw": False, "kam": True}


def change(client: FlaskClient, number: int, **changes: object) -> object:
    """Open the form of a bulletin, as it stands, and save it with these changes."""
    page = client.get(f"/console/bulletins/{number}/edit").text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    return client.post(f"/console/bulletins/{number}/edit", data=typed(seen=seen, **changes), follow_redirects=True)


def test_saving_the_same_again_changes_nothing(
    mwende: FlaskClient, cast: dict[str, Officer], session: Session, sessions: sessionmaker[Session]
) -> None:
    number = write(mwende, sms_kam=KAMBA)
    with sessions.begin() as other:
        other.get_one(Bulletin, number).state = State.SUBMITTED

    answer = change(mwende, number, sms_kam=KAMBA.replace("'", "’"))

    assert "Nothing was changed." in words(answer)  # type: ignore[arg-type]
    assert session.get_one(Bulletin, number).state is State.SUBMITTED


def test_a_change_voids_the_approval_after_saying_so(
    mwende: FlaskClient, session: Session, sessions: sessionmaker[Session]
) -> None:
    number = write(mwende)
    with sessions.begin() as other:
        bulletin = other.get_one(Bulletin, number)
        bulletin.state, bulletin.approved_hash = State.APPROVED, bulletin.fingerprint()

    form = words(mwende.get(f"/console/bulletins/{number}/edit"))
    answer = change(mwende, number, send_hour="10:00")

    assert "Saving a change makes it a draft again" in form
    assert "Saved. It is a draft again and must be approved anew." in words(answer)  # type: ignore[arg-type]
    bulletin = session.get_one(Bulletin, number)
    assert (bulletin.state, bulletin.approved_hash) == (State.DRAFT, None)
    assert [entry.what for entry in audit.history(session, f"bulletin {number}")] == ["wrote it", "changed it"]


def test_of_two_officers_editing_at_once_the_second_is_told_and_keeps_their_words(
    mwende: FlaskClient, session: Session, sessions: sessionmaker[Session]
) -> None:
    number = write(mwende)
    page = mwende.get(f"/console/bulletins/{number}/edit").text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    change(mwende, number, sms_sw="Maji ni machache.")

    late = mwende.post(f"/console/bulletins/{number}/edit", data=typed(seen=seen, sms_sw="Maji yamekwisha."))
    assert late.status_code == 422
    assert "Somebody changed this bulletin while you were writing." in words(late)
    assert "Maji yamekwisha." in late.text
    assert session.scalars(select(BulletinText.body)).all() == ["Maji ni machache."]

    seen = late.text.partition('name="seen" value="')[2].partition('"')[0]
    assert (
        mwende.post(f"/console/bulletins/{number}/edit", data=typed(seen=seen, sms_sw="Maji yamekwisha.")).status_code
        == 303
    )


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.CANCELLED, State.EXPIRED])
def test_what_has_left_is_not_edited(mwende: FlaskClient, sessions: sessionmaker[Session], state: State) -> None:
    number = write(mwende)
    with sessions.begin() as other:
        other.get_one(Bulletin, number).state = state

    answer = mwende.get(f"/console/bulletins/{number}/edit")
    assert answer.status_code == 422
    assert f"This bulletin is {state} and cannot be changed any more." in words(answer)


def test_an_officer_of_one_county_neither_sees_nor_writes_for_another(
    client: FlaskClient, sign_in: SignIn, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    make_officer(session, "ndanu", Grant(role=Role.OFFICER, county="makueni"))
    kitui = make_bulletin(session, now, author=cast["mwende"], areas=["kitui"], title="Only Kitui")
    both = make_bulletin(session, now, author=cast["mwende"], areas=["kitui", "makueni"], title="Both counties")
    session.commit()
    sign_in(client, "ndanu")

    page = words(client.get("/console/bulletins/"))
    assert "Both counties" in page
    assert "Only Kitui" not in page
    assert client.get(f"/console/bulletins/{kitui.id}").status_code == 404
    assert client.get(f"/console/bulletins/{kitui.id}/edit").status_code == 404
    assert client.post(f"/console/bulletins/{kitui.id}/cancel").status_code == 404
    assert client.get(f"/console/bulletins/{both.id}").status_code == 200
    assert "do not write bulletins for all of these counties" in words(client.get(f"/console/bulletins/{both.id}/edit"))
    form = client.get("/console/bulletins/new").text
    assert 'value="makueni.mbooni"' in form
    assert 'value="kitui.' not in form
    assert "all of these counties" in words(client.post("/console/bulletins/new", data=typed()))


def test_the_list_is_filtered_and_turned_over(
    mwende: FlaskClient, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    for number in range(26):
        make_bulletin(session, now, author=cast["mwende"], title=f"Draft {number:02}")
    peace = make_bulletin(session, now, author=cast["mwende"], kind=Kind.PEACE, title="Peace at the well")
    peace.state = State.SENT
    session.commit()

    first, second = mwende.get("/console/bulletins/").text, mwende.get("/console/bulletins/?page=2").text
    assert first.count('<th scope="row">') == 25
    assert 'rel="next" href="/console/bulletins/?state=&amp;kind=&amp;page=2"' in first
    assert second.count('<th scope="row">') == 2
    assert "Peace at the well" in second
    sent = words(mwende.get("/console/bulletins/?state=sent&kind=peace"))
    assert "Peace at the well" in sent
    assert "Draft 01" not in sent
    assert "No bulletin is like that." in words(mwende.get("/console/bulletins/?state=expired"))


def test_each_officer_sees_what_waits_for_them(
    client: FlaskClient, sign_in: SignIn, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    def made(title: str, state: State, *, signed: bool = True) -> None:
        signers = {Language.SWAHILI: cast["kioko"]} if signed else {}
        bulletin = make_bulletin(session, now, author=cast["mwende"], signers=signers, title=title)
        bulletin.state = state

    made("Unsigned", State.DRAFT, signed=False)
    made("Signed", State.DRAFT)
    made("Submitted", State.SUBMITTED)
    made("Returned", State.RETURNED)
    made("Missed", State.MISSED)
    made("Sent", State.SENT)
    session.commit()

    def waits(username: str) -> list[str]:
        sign_in(client, username)
        listed = client.get("/console/bulletins/").text.partition('<ul class="tasks">')[2].partition("</ul>")[0]
        return [row.partition("<span>")[2].partition("</span>")[0] for row in listed.split("<li>")[1:]]

    assert waits("mwende") == ["Returned", "Signed", "Missed"]
    assert waits("nyambura") == ["Submitted"]
    assert waits("kioko") == ["1"]
    assert waits("mutheu") == []


def test_a_new_form_stands_at_tomorrow_morning(client: FlaskClient, sign_in: SignIn, clock: Clock) -> None:
    clock.forward(timedelta(hours=15))  # 00:30 on Wednesday in Nairobi, Tuesday still in UTC
    sign_in(client, "mwende")
    page = client.get("/console/bulletins/new").text

    assert 'name="send_day" type="date" value="2026-11-26"' in page
    assert 'name="send_hour" type="time" value="09:00"' in page
    assert len(page.encode()) < 60_000


def test_a_radio_text_alone_is_no_bulletin(mwende: FlaskClient, session: Session) -> None:
    answer = mwende.post("/console/bulletins/new", data=typed(sms_sw="", radio_sw="Wasikilizaji"))

    assert answer.status_code == 422
    assert session.scalars(select(BulletinText).where(BulletinText.form == Form.RADIO)).all() == []
