"""What strangers see of bulletins: the archive, the feed and the alerts, and what they do not see."""

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta

import capvalidator
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from domain import published
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Follow, Kind
from domain.languages import Language
from domain.life_cycle import State
from domain.phases import Phase
from domain.published import name_of
from domain.signed_words import Form
from domain.vault import Vault
from messages import cap_feed
from messages.baraza import as_pdf
from messages.cap_reading import read
from tests.bot.conftest import Build, Clock, SignIn
from tests.certificates import make_seal
from tests.make import make_approved

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SWAHILI = "NDMA 24/11/2026: Ukame Kitui, hali ya hatari. Hifadhi maji na malisho."
KAMBA = "NDMA 24/11/2026: Yũa nĩ yĩ vo Kitui. Sũvĩai kĩw'ũ."
TEXTS = {Language.SWAHILI: SWAHILI, Language.KAMBA: KAMBA}
COLUMNS = ("public", "training", "follow", "started_at", "finished_at", "phase", "audience_kinds", "audience_languages")
Begun = Callable[..., Bulletin]


@pytest.fixture
def begun(session: Session, now: datetime) -> Begun:
    """A bulletin that began to leave, in whatever state it is now."""

    def make(
        *, state: State = State.SENT, at: datetime = now, follows: Bulletin | None = None, **more: object
    ) -> Bulletin:
        columns = {name: more.pop(name) for name in COLUMNS if name in more}
        bulletin = make_approved(session, at, **{"texts": TEXTS, **more})
        bulletin.state, bulletin.started_at = state, at
        bulletin.follows_id = follows.id if follows else None
        for name, value in columns.items():
            setattr(bulletin, name, value)
        session.commit()
        return bulletin

    return make


@pytest.fixture
def address(vault: Vault) -> Callable[[Bulletin], str]:
    return lambda bulletin: f"/alerts/{name_of(bulletin, vault)}"


def entries(answer: TestResponse) -> list[str]:
    """The addresses of the alerts a feed lists."""
    return [str(link) for link in etree.fromstring(answer.data).xpath("a:entry/a:link/@href", namespaces=ATOM)]


def signed(bulletin: Bulletin, form: Form, body: str, session: Session) -> None:
    text = BulletinText(language=Language.SWAHILI, form=form, body=body, plain=body, writer_id=bulletin.author_id)
    text.signed_hash = text.fingerprint()
    bulletin.texts.append(text)
    session.commit()


def test_a_warning_is_in_the_feed_and_the_archive_and_is_a_valid_alert(
    client: FlaskClient, begun: Begun, address: Callable[[Bulletin], str]
) -> None:
    here = address(begun())

    feed = client.get("/alerts/feed.atom")
    [link] = entries(feed)
    assert feed.content_type == "application/atom+xml; charset=utf-8"
    assert link == f"http://127.0.0.1:8000{here}.xml"
    entry = etree.fromstring(feed.data).find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:id", namespaces=ATOM) == link.removesuffix(".xml")
    assert entry.findtext("a:updated", namespaces=ATOM) == "2026-11-24T09:30:00+03:00"
    assert entry.findtext("a:title", namespaces=ATOM) == "NDMA 24/11/2026: Ukame Kitui, hali ya hatari."

    document = client.get(f"{here}.xml")
    assert document.content_type == "application/cap+xml"
    assert capvalidator.check_schema(document.data).passed
    assert read(document.data).identifier == link.removesuffix(".xml")

    assert here in client.get("/alerts/").text
    page = client.get(here).text
    assert SWAHILI in page
    assert '<p class="said" lang="kam">NDMA 24/11/2026: Yũa nĩ yĩ vo Kitui.' in page


STATES = [
    # state, columns, has a page, is in the feed
    (State.SENDING, {}, True, True),
    (State.SENT, {}, True, True),
    (State.PAUSED, {}, True, False),
    (State.CANCELLED, {}, True, True),  # what takes it back
    (State.EXPIRED, {}, True, False),
    (State.SENT, {"public": False}, False, False),
    (State.APPROVED, {"started_at": None}, False, False),
    (State.CANCELLED, {"started_at": None}, False, False),
    (State.DRAFT, {"started_at": None}, False, False),
    (State.APPROVED, {"started_at": None, "training": True}, False, False),
]


@pytest.mark.parametrize(("state", "columns", "page", "feed"), STATES)
def test_what_strangers_may_read(
    client: FlaskClient, begun: Begun, session: Session, vault: Vault, now: datetime, state: State,
    columns: dict[str, object], page: bool, feed: bool,
) -> None:  # fmt: skip
    bulletin = begun(state=state, **columns)
    bulletin.started_at = now  # only for the name it would have
    name = name_of(bulletin, vault)
    session.expire_all()

    for address in (f"/alerts/{name}", f"/alerts/{name}.xml", f"/alerts/{name}/baraza"):
        assert client.get(address).status_code == (200 if page else 404), address
    assert (len(entries(client.get("/alerts/feed.atom"))) == 1) == feed
    assert (name in client.get("/alerts/").text) == page


def test_what_never_was_and_what_is_secret_answer_the_same(client: FlaskClient, begun: Begun, vault: Vault) -> None:
    secret = begun(public=False)

    answers = [
        client.get(f"/alerts/{name}").text
        for name in (
            name_of(secret, vault),
            "20261124-0000000000",
            "20269999-0000000000",
            "99991231-0123456789",
            "00010101-0123456789",
            str(secret.id),
            "x",
            "x/y/z",
        )
    ]

    assert len(set(answers)) == 1


def test_an_expired_warning_leaves_the_feed_and_keeps_its_page(
    client: FlaskClient, begun: Begun, clock: Clock, address: Callable[[Bulletin], str]
) -> None:
    here = address(begun())

    clock.forward(timedelta(days=8))

    assert entries(client.get("/alerts/feed.atom")) == []
    assert "Its time is over" in client.get(f"{here}?lang=en").text
    assert client.get(f"{here}.xml").status_code == 200


@pytest.mark.parametrize(
    ("follow", "kind", "heading", "banner"),
    [
        (
            Follow.UPDATE,
            "Update",
            "Update: Drought: Alarm, Worsening · Kitui",
            "A newer bulletin has taken its place on Tue 24 Nov 2026.",
        ),
        (
            Follow.CANCEL,
            "Cancel",
            "Taken back: Drought · Kitui",
            "It was taken back on Tue 24 Nov 2026. Do not act on it.",
        ),
        (
            Follow.ALL_CLEAR,
            "Update",
            "All clear: Drought · Kitui",
            "It is over: the all clear was given on Tue 24 Nov 2026.",
        ),
    ],
)
def test_what_follows_takes_its_place_and_refers_to_all_before_it(
    client: FlaskClient, begun: Begun, now: datetime, address: Callable[[Bulletin], str], follow: Follow, kind: str,
    heading: str, banner: str,
) -> None:  # fmt: skip
    first = begun(at=now - timedelta(days=2))
    update = begun(at=now - timedelta(days=1), follows=first, follow=Follow.UPDATE)
    last = begun(follows=update, follow=follow)

    assert entries(client.get("/alerts/feed.atom")) == [f"http://127.0.0.1:8000{address(last)}.xml"]
    alert = read(client.get(f"{address(last)}.xml").data)
    assert alert.message == kind
    assert [reference.identifier for reference in alert.references] == [
        f"http://127.0.0.1:8000{address(bulletin)}" for bulletin in (first, update)
    ]
    older = client.get(f"{address(first)}?lang=en").text
    assert banner in older
    assert address(last) in older
    assert f"<h1>{heading}</h1>" in client.get(f"{address(last)}?lang=en").text
    assert address(first) in client.get(address(last)).text


def test_a_following_message_that_is_not_public_ends_it_and_stays_hidden(
    client: FlaskClient, begun: Begun, now: datetime, address: Callable[[Bulletin], str]
) -> None:
    first = begun(at=now - timedelta(days=2))
    hidden = begun(follows=first, follow=Follow.CANCEL, public=False)

    assert entries(client.get("/alerts/feed.atom")) == []
    page = client.get(f"{address(first)}?lang=en").text
    assert "taken back on" in page
    assert address(hidden) not in page


def test_an_alert_that_is_not_as_it_must_be_is_left_out_and_logged_without_its_words(
    client: FlaskClient, begun: Begun, address: Callable[[Bulletin], str], caplog: pytest.LogCaptureFixture
) -> None:
    bad = begun(follow=Follow.CANCEL, follows=begun(public=False))

    assert entries(client.get("/alerts/feed.atom")) == []
    assert client.get(f"{address(bad)}.xml").status_code == 404
    assert "is not served as an alert" in caplog.text
    assert "Ukame" not in caplog.text


def test_nobody_is_named_and_nothing_prepared_is_shown(
    client: FlaskClient, begun: Begun, session: Session, address: Callable[[Bulletin], str]
) -> None:
    bulletin = begun(title="For officers only")
    signed(bulletin, Form.CANCEL, "Onyo si kweli.", session)
    signed(bulletin, Form.ALL_CLEAR, "Ukame umeisha.", session)

    pages = [client.get(f"{address(bulletin)}{end}?lang=en").text for end in ("", "/baraza", ".xml")]
    pages.append(client.get("/alerts/").text)

    assert "Signed by a speaker of Kamba." in pages[0]
    assert "Approved by NDMA, Kitui County" in pages[0]
    for page in pages:
        for secret in ("Author", "Signer", "Approver", "officers only", "Onyo si kweli", "Ukame umeisha"):
            assert secret not in page, secret


def test_a_public_peace_message_names_counties_alone(
    client: FlaskClient, begun: Begun, address: Callable[[Bulletin], str]
) -> None:
    here = address(begun(kind=Kind.PEACE, areas=["kitui.kitui-east"], texts={Language.SWAHILI: "Tuishi kwa amani."}))

    for page in (client.get(here), client.get("/alerts/"), client.get(f"{here}.xml"), client.get(f"{here}/baraza")):
        assert page.status_code == 200
        assert "Kitui East" not in page.text
        assert "kitui-east" not in page.text


def test_public_pages_set_no_cookie_and_may_be_kept_for_a_minute(
    app: Flask, client: FlaskClient, sign_in: SignIn, begun: Begun, address: Callable[[Bulletin], str]
) -> None:
    here = address(begun())
    sign_in(client, "mwende")

    for path in ("/alerts/", "/alerts/feed.atom", here, f"{here}.xml", f"{here}/baraza", "/alerts/nothing"):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers, path
        assert "Cookie" not in answer.headers.get("Vary", ""), path
        if answer.status_code == 200:
            assert answer.headers["Cache-Control"] == "public, max-age=60"
            again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b""), path
        assert client.post(path).status_code == 405


def test_the_feed_changes_when_an_alert_goes_away(client: FlaskClient, begun: Begun, session: Session) -> None:
    bulletin = begun()
    first = client.get("/alerts/feed.atom")
    bulletin.state = State.PAUSED
    session.commit()

    told = {"If-None-Match": first.headers["ETag"], "If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/alerts/feed.atom", headers=told).status_code == 200
    later = client.get("/alerts/feed.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert later.status_code == 200, "a date alone does not tell that something went away"


def test_the_language_of_the_page_is_asked_for_or_swahili(client: FlaskClient, begun: Begun) -> None:
    begun()

    def language(path: str, **headers: str) -> str:
        return client.get(path, headers=headers).text.partition('<html lang="')[2][:2]

    assert language("/alerts/") == "sw"
    assert language("/alerts/", **{"Accept-Language": "en-GB,en;q=0.8"}) == "en"
    assert language("/alerts/?lang=sw", **{"Accept-Language": "en"}) == "sw"
    assert language("/alerts/?lang=kam", **{"Accept-Language": "en"}) == "en"
    assert "lang=en" in client.get("/alerts/?lang=en").text.partition("<article>")[2]


def test_the_archive_is_by_county_and_in_pages(client: FlaskClient, begun: Begun, now: datetime) -> None:
    for hours in range(17):
        begun(at=now - timedelta(hours=hours), areas=["kitui" if hours else "makueni"])

    assert client.get("/alerts/").text.count("<article>") == 15
    assert client.get("/alerts/?page=2").text.count("<article>") == 2
    assert client.get("/alerts/?county=makueni").text.count("<article>") == 1
    assert client.get("/alerts/?county=nowhere&page=-1").status_code == 200
    assert len(client.get("/alerts/?lang=en").data) < 12_000


def test_a_page_with_its_stylesheet_is_light(
    client: FlaskClient, begun: Begun, session: Session, address: Callable[[Bulletin], str]
) -> None:
    bulletin = begun(texts=dict.fromkeys(Language, "Ukame mkali. " * 12))
    signed(bulletin, Form.INTERMEDIARY, "Wananchi wa Kitui, ukame umefika. " * 18, session)
    signed(bulletin, Form.RADIO, "Wasikilizaji wapendwa, ukame umefika. " * 40, session)

    page = client.get(address(bulletin))
    sheet = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    with client.get(sheet) as style:
        weight = len(style.data)

    assert style.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert weight < 5_000
    assert len(page.data) + weight < 15_000
    assert "<script" not in page.text
    assert 'type="application/atom+xml"' in page.text


def test_the_baraza_sheet_reads_out_the_longer_text_and_says_what_to_do(
    client: FlaskClient, begun: Begun, session: Session, address: Callable[[Bulletin], str]
) -> None:
    bulletin = begun()
    signed(bulletin, Form.INTERMEDIARY, "Wananchi wa Kitui, ukame umefika.", session)

    page = client.get(f"{address(bulletin)}/baraza?lang=en").text

    assert page.index("NDMA, Kitui County speaks") < page.index("Wananchi wa Kitui") < page.index("What to do:")
    assert page.index("Hifadhi maji na malisho.") < page.index(KAMBA[:16]) < page.index("20880")


def test_signed_alerts_are_served_where_a_key_is_configured(
    build: Build, begun: Begun, address: Callable[[Bulletin], str]
) -> None:
    here, client = address(begun()), build(alert_seal=make_seal()).test_client()

    answer = client.get(f"{here}.xml")

    assert capvalidator.validate_cap_message(answer.data).passed
    assert client.get(f"{here}.xml", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def printed(client: FlaskClient, path: str) -> str:
    """The words of a sheet; a page ends with a form feed."""
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=answer.data, capture_output=True, check=True
    ).stdout.decode()


def test_a_sheet_for_a_ward_is_a_page_for_each_language_with_boxes_to_tick(
    client: FlaskClient, begun: Begun, address: Callable[[Bulletin], str]
) -> None:
    here = f"{address(begun())}/baraza.pdf"

    swahili, kamba, end = printed(client, f"{here}?area=kitui.kitui-east.endau-malalani").split("\f")

    assert end == ""
    assert "Endau/Malalani" in swahili
    assert "Ukame: hatari" in swahili
    assert SWAHILI in " ".join(swahili.split())
    assert "Yũa nĩ yĩ vo Kitui. Sũvĩai kĩw'ũ." in " ".join(kamba.split())
    assert "Maji · kĩw'ũ" in kamba
    before = as_pdf.cache_info().hits
    assert [printed(client, f"{here}?only=kam").count("\f") for _ in range(2)] == [1, 1]
    assert as_pdf.cache_info().hits > before, "made once"
    assert client.get(f"{here}?area=makueni.makueni.wote").status_code == 404


def test_the_longest_words_still_fill_one_page(
    client: FlaskClient, begun: Begun, session: Session, address: Callable[[Bulletin], str]
) -> None:
    bulletin = begun(texts={Language.SWAHILI: SWAHILI})
    signed(bulletin, Form.INTERMEDIARY, f"{'hifadhi maji ' * 60}{'m' * 800} mwisho", session)

    sheet = printed(client, f"{address(bulletin)}/baraza.pdf")

    assert sheet.count("\f") == 1
    assert sheet.index("mwisho") < sheet.index("Watu waliuliza kuhusu")


@pytest.mark.parametrize("state", [State.CANCELLED, State.PAUSED, State.EXPIRED])
def test_nothing_is_printed_of_what_is_not_true_any_more(
    client: FlaskClient, begun: Begun, address: Callable[[Bulletin], str], state: State
) -> None:
    here = address(begun(state=state))

    assert client.get(f"{here}/baraza.pdf").status_code == 404
    assert "baraza.pdf" not in client.get(f"{here}/baraza").text


def test_a_sheet_of_peace_is_for_the_county_in_swahili_alone(
    client: FlaskClient, begun: Begun, address: Callable[[Bulletin], str]
) -> None:
    texts = {Language.SWAHILI: "Tuishi kwa amani.", Language.KAMBA: "Mũuo."}
    here = f"{address(begun(kind=Kind.PEACE, areas=['kitui.kitui-east'], texts=texts))}/baraza.pdf"

    sheet = printed(client, here)

    assert ("Tuishi kwa amani." in sheet, "Mũuo." in sheet, "Kitui East" in sheet) == (True, False, False)
    assert client.get(f"{here}?area=kitui.kitui-east.nzambani").status_code == 404


@pytest.mark.parametrize("end", ["", ".xml", "/baraza", "/stopped.xml"])
def test_a_name_of_a_day_far_off_is_nothing(client: FlaskClient, end: str) -> None:
    assert client.get(f"/alerts/99991231-0123456789{end}").status_code == 404
    assert client.head(f"/alerts/99991231-0123456789{end}").status_code == 404


def test_a_warning_that_is_being_taken_back_says_so_before_that_has_left(
    client: FlaskClient, begun: Begun, address: Callable[[Bulletin], str]
) -> None:
    first = begun()
    begun(state=State.APPROVED, started_at=None, follow=Follow.CANCEL, follows=first)

    for page in (client.get(f"{address(first)}{end}?lang=en").text for end in ("", "/baraza")):
        assert '<p class="over" role="note">It is being taken back: do not act on it any more.</p>' in page
        assert "rue until" not in page
    assert entries(client.get("/alerts/feed.atom")) == []


def test_a_paused_update_leaves_its_warning_standing(
    client: FlaskClient, begun: Begun, now: datetime, address: Callable[[Bulletin], str]
) -> None:
    first = begun(at=now - timedelta(days=1))
    begun(state=State.PAUSED, follow=Follow.UPDATE, follows=first)

    assert entries(client.get("/alerts/feed.atom")) == [f"http://127.0.0.1:8000{address(first)}.xml"]
    assert "newer bulletin" not in client.get(f"{address(first)}?lang=en").text


def test_one_that_was_stopped_is_taken_back_for_machines_until_it_would_have_expired(
    client: FlaskClient, begun: Begun, clock: Clock, address: Callable[[Bulletin], str], now: datetime
) -> None:
    here = address(begun(state=State.CANCELLED, finished_at=now + timedelta(minutes=9)))

    assert entries(client.get("/alerts/feed.atom")) == [f"http://127.0.0.1:8000{here}/stopped.xml"]
    document = client.get(f"{here}/stopped.xml").data
    assert capvalidator.check_schema(document).passed
    alert = read(document)
    assert (alert.message, alert.infos, alert.sent) == ("Cancel", (), now + timedelta(minutes=9))
    assert "stopped while it was being sent" in alert.note
    assert [other.identifier for other in alert.references] == [f"http://127.0.0.1:8000{here}"]
    assert read(client.get(f"{here}.xml").data).reference == alert.references[0]
    assert client.get(f"{address(begun(at=now - timedelta(days=1)))}/stopped.xml").status_code == 404
    clock.forward(timedelta(days=8))
    assert entries(client.get("/alerts/feed.atom")) == []


def test_the_gravest_come_first_and_what_is_left_out_is_logged(
    client: FlaskClient, begun: Begun, now: datetime, address: Callable[[Bulletin], str],
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    begun(kind=Kind.NOTICE)
    begun(follow=Follow.CANCEL, follows=begun(public=False))  # no alert, and takes nobody's room
    alarm = begun(at=now - timedelta(hours=2))
    emergency = begun(at=now - timedelta(hours=3), phase=Phase.EMERGENCY)
    monkeypatch.setattr(cap_feed, "MOST", 2)

    assert entries(client.get("/alerts/feed.atom")) == [
        f"http://127.0.0.1:8000{address(bulletin)}.xml" for bulletin in (emergency, alarm)
    ]
    assert "lists 2 of 3" in caplog.text


def test_a_feed_of_updates_asks_the_database_a_few_times_alone(
    client: FlaskClient, begun: Begun, now: datetime, app: Flask
) -> None:
    for _ in range(20):
        begun(follow=Follow.UPDATE, follows=begun(at=now - timedelta(days=1)))
    client.get("/alerts/")
    asked: list[str] = []
    heard = (app.extensions["mbiu"].sessions.kw["bind"], "before_cursor_execute", lambda *given: asked.append(given[2]))
    event.listen(*heard)

    assert len(entries(client.get("/alerts/feed.atom"))) == 20
    event.remove(*heard)  # the connections serve the next test, too
    assert len(asked) <= 6, asked


def test_whom_it_was_for_is_said(client: FlaskClient, begun: Begun, address: Callable[[Bulletin], str]) -> None:
    here = address(begun(audience_kinds=["intermediary"], audience_languages=["kam"]))

    assert "Only those who pass it on, Kamba" in client.get(f"{here}?lang=en").text
    audiences = {info.audience for info in read(client.get(f"{here}.xml").data).infos}
    assert audiences == {"Those who pass warnings on to others, who chose Kamba"}


def test_an_area_that_is_not_known_any_more_takes_nothing_down(
    client: FlaskClient, begun: Begun, session: Session, address: Callable[[Bulletin], str],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    bulletin = begun()
    here, bulletin.areas = address(bulletin), ["lamu.lamu-west"]
    session.commit()

    assert entries(client.get("/alerts/feed.atom")) == [f"http://127.0.0.1:8000{here}.xml"]
    for path in ("/alerts/", here, f"{here}/baraza", f"{here}.xml"):
        assert "lamu" in client.get(path).text, path
    assert "not known any more: lamu.lamu-west" in caplog.text


def test_what_goes_wrong_is_a_plain_page_in_swahili_for_any_language(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    any_language = {"Accept-Language": "*"}
    answers = [
        (client.get("/alerts/x/y/z", headers=any_language), 404),
        (client.get(f"/alerts/?page={'9' * 30}", headers=any_language), 400),
        (client.post("/alerts/", headers=any_language), 405),
    ]
    monkeypatch.setattr(published, "newest", lambda *_, **__: 1 / 0)
    answers.append((client.get("/alerts/", headers=any_language), 500))

    for answer, status in answers:
        assert answer.status_code == status
        assert '<html lang="sw"' in answer.text
        assert "/console" not in answer.text
        assert "public.css" in answer.text
        assert "mbiu.svg" in answer.text


def test_an_officer_reads_why_it_is_no_alert_where_its_link_would_stand(
    client: FlaskClient, sign_in: SignIn, begun: Begun, address: Callable[[Bulletin], str]
) -> None:
    good, bad = begun(), begun(follow=Follow.CANCEL, follows=begun(public=False))
    sign_in(client, "mwende")

    assert f'{address(good)}.xml"' in client.get(f"/console/bulletins/{good.id}").text
    page = client.get(f"/console/bulletins/{bad.id}").text
    assert "It could not be written as CAP 1.2: It is of the kind Cancel" in page
    assert f"{address(bad)}.xml" not in page
