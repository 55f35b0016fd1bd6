from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain import subscribers
from domain.areas import Gazetteer
from domain.bulletins import Kind
from domain.drafting import Plan, Words, adopt, check_every_county, revise, sign, start
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role
from domain.phases import Phase, Trend
from domain.refusals import Refusal
from domain.signed_words import Form

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
PLAN = Plan(
    title="Short rains have failed",
    kind=Kind.DROUGHT,
    phase=Phase.ALERT,
    trend=Trend.WORSENING,
    areas=["kitui"],
    send_at=NOW + timedelta(hours=2),
    expires_at=NOW + timedelta(days=30),
)
SW, KAM = (Language.SWAHILI, Form.SMS), (Language.KAMBA, Form.SMS)
TEXTS = {SW: Words("Maji ni haba.", "Maji ni haba."), KAM: Words("Kĩw'ũ nĩ kĩnini.", "Kiw'u ni kinini.")}


def officer(number: int, *grants: Grant) -> Officer:
    person = Officer(username=f"o{number}", name=f"Officer {number}", grants=list(grants))
    person.id = number
    return person


AUTHOR = officer(1, Grant(role=Role.OFFICER))
SPEAKER = officer(2, Grant(role=Role.REVIEWER, language=Language.SWAHILI))
APPROVER = officer(3, Grant(role=Role.APPROVER))
COLLEAGUE = officer(4, Grant(role=Role.OFFICER, county="kitui"))


def test_a_new_bulletin_is_a_draft_of_its_author() -> None:
    bulletin = start(AUTHOR, PLAN, TEXTS, NOW)

    assert (bulletin.state, bulletin.author_id, bulletin.areas) == (State.DRAFT, AUTHOR.id, ["kitui"])
    assert {text.language: text.body for text in bulletin.texts} == {
        Language.SWAHILI: "Maji ni haba.",
        Language.KAMBA: "Kĩw'ũ nĩ kĩnini.",
    }


@pytest.mark.parametrize(
    ("plan", "texts", "why"),
    [
        ({"title": " "}, TEXTS, "title"),
        ({"areas": []}, TEXTS, "at least one area"),
        ({"phase": None}, TEXTS, "phase and the trend"),
        ({"send_at": NOW}, TEXTS, "has passed"),
        ({"expires_at": NOW + timedelta(hours=1)}, TEXTS, "expire before"),
        ({}, {}, "all of them are empty"),
        ({}, {SW: Words(" \n", "")}, "all of them are empty"),
        ({}, {(Language.SWAHILI, Form.RADIO): Words("Maji ni haba.", "")}, "all of them are empty"),
    ],
)
def test_what_makes_no_bulletin_is_refused(plan: dict[str, object], texts: dict[object, Words], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        start(AUTHOR, replace(PLAN, **plan), texts, NOW)


def test_an_officer_writes_for_their_own_counties() -> None:
    start(COLLEAGUE, PLAN, TEXTS, NOW)

    with pytest.raises(Refusal, match="all of these counties"):
        start(COLLEAGUE, replace(PLAN, areas=["kitui", "makueni.mbooni"]), TEXTS, NOW)


def test_a_bulletin_is_not_carried_into_or_out_of_another_county() -> None:
    bulletin = start(AUTHOR, PLAN, TEXTS, NOW)
    with pytest.raises(Refusal, match="all of these counties"):
        revise(bulletin, COLLEAGUE, replace(PLAN, areas=["makueni"]), TEXTS, NOW)

    elsewhere = start(AUTHOR, replace(PLAN, areas=["makueni"]), TEXTS, NOW)
    with pytest.raises(Refusal, match="all of these counties"):
        revise(elsewhere, COLLEAGUE, PLAN, TEXTS, NOW)


def test_an_edit_voids_the_approval_and_only_the_signatures_of_changed_words() -> None:
    bulletin = start(AUTHOR, PLAN, TEXTS, NOW)
    swahili, kamba = bulletin.texts
    sign(bulletin, swahili, SPEAKER, NOW, seen=swahili.fingerprint())
    speaker = officer(5, Grant(role=Role.REVIEWER, language=Language.KAMBA))
    sign(bulletin, kamba, speaker, NOW, seen=kamba.fingerprint())
    bulletin.submit(AUTHOR, NOW)
    bulletin.approve(APPROVER, NOW, None)

    revise(bulletin, COLLEAGUE, PLAN, TEXTS | {KAM: Words("Kĩw'ũ kĩthelie.", "Kiw'u kithelie.")}, NOW)

    assert (bulletin.state, bulletin.approved_hash) == (State.DRAFT, None)
    assert (swahili.signed, kamba.signed) == (True, False)
    assert (swahili.writer_id, kamba.writer_id) == (AUTHOR.id, COLLEAGUE.id)


def test_an_emptied_text_is_taken_away() -> None:
    bulletin = start(AUTHOR, PLAN, TEXTS, NOW)

    revise(bulletin, AUTHOR, PLAN, TEXTS | {KAM: Words(" ", "")}, NOW)

    assert [text.language for text in bulletin.texts] == [Language.SWAHILI]


def test_a_missed_bulletin_gets_a_new_hour() -> None:
    bulletin = start(AUTHOR, PLAN, TEXTS, NOW)
    bulletin.state = State.MISSED

    revise(bulletin, AUTHOR, replace(PLAN, send_at=NOW + timedelta(days=1)), TEXTS, NOW)

    assert bulletin.state is State.DRAFT


ZONE = "kitui.mixed-farming"


def test_the_rule_of_the_audience_and_where_the_words_came_from_are_kept() -> None:
    bulletin = start(
        AUTHOR, replace(PLAN, zones=[ZONE], kinds=[subscribers.Kind.INTERMEDIARY], training=True), TEXTS, NOW
    )
    revise(bulletin, AUTHOR, replace(PLAN, languages=[Language.TAITA], public=False, version_id=3), TEXTS, NOW)

    assert (bulletin.audience.zones, bulletin.audience.kinds) == ((), ())
    assert bulletin.audience.languages == (Language.TAITA,)
    assert (bulletin.training, bulletin.public, bulletin.version_id) == (True, False, 3)


@pytest.mark.parametrize(("zone", "why"), [("kitui.desert", "not known"), ("makueni.mixed-farming-coffee", "county")])
def test_a_zone_of_nowhere_or_of_another_county_is_refused(zone: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        start(AUTHOR, replace(PLAN, zones=[ZONE, zone]), TEXTS, NOW)


def test_zones_of_one_county_alone_leave_nobody_in_another(places: Gazetteer) -> None:
    areas, kitui, makueni = ["kitui", "makueni"], "kitui.mixed-farming", "makueni.mixed-farming-coffee"
    for chosen in ([], [kitui, makueni]):
        check_every_county(chosen, areas, places)
    with pytest.raises(Refusal) as refusal:
        check_every_county([kitui], areas, places)
    assert str(refusal.value) == "Tick a zone of Makueni too, or take its areas out."


def test_a_placeholder_that_still_stands_is_not_submitted() -> None:
    words = Words("Ukame {area}.", "Ukame {area}.")
    bulletin = start(AUTHOR, PLAN, TEXTS | {(Language.SWAHILI, Form.CANCEL): words}, NOW)
    sign(bulletin, bulletin.texts[0], SPEAKER, NOW, seen=bulletin.texts[0].fingerprint())

    with pytest.raises(Refusal, match=r"still says \{area\}"):
        bulletin.submit(AUTHOR, NOW)


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.CANCELLED, State.EXPIRED])
def test_what_has_left_or_ended_is_not_edited(state: State) -> None:
    bulletin = start(AUTHOR, PLAN, TEXTS, NOW)
    bulletin.state = state

    with pytest.raises(Refusal, match="cannot be changed"):
        revise(bulletin, AUTHOR, replace(PLAN, areas=["makueni"]), TEXTS, NOW)
    with pytest.raises(Refusal, match="cannot be changed"):
        adopt(bulletin, bulletin.texts[0], AUTHOR, Words("Maji tele.", "Maji tele."), NOW)
    assert (bulletin.areas, bulletin.texts[0].body) == (["kitui"], "Maji ni haba.")


@pytest.mark.parametrize("state", State)
def test_a_text_is_signed_only_before_the_approval(state: State) -> None:
    bulletin = start(AUTHOR, PLAN, TEXTS, NOW)
    bulletin.state = state
    text = bulletin.texts[0]

    if state in {State.DRAFT, State.SUBMITTED, State.RETURNED}:
        sign(bulletin, text, SPEAKER, NOW, seen=text.fingerprint())
        assert text.signed
    else:
        with pytest.raises(Refusal, match=f"is {state}"):
            sign(bulletin, text, SPEAKER, NOW, seen=text.fingerprint())
        assert not text.signed


def test_a_speaker_signs_the_words_they_read() -> None:
    bulletin = start(AUTHOR, PLAN, TEXTS, NOW)
    read = bulletin.texts[0].fingerprint()
    revise(bulletin, AUTHOR, PLAN, TEXTS | {SW: Words("Maji tele.", "Maji tele.")}, NOW)

    with pytest.raises(Refusal, match="changed while you read"):
        sign(bulletin, bulletin.texts[0], SPEAKER, NOW, seen=read)


def test_who_adopts_a_speakers_words_wrote_them_so_that_the_speaker_may_sign() -> None:
    bulletin = start(AUTHOR, PLAN, TEXTS, NOW)
    text = bulletin.texts[0]

    adopt(bulletin, text, COLLEAGUE, Words("Maji ni machache.", "Maji ni machache."), NOW)
    sign(bulletin, text, SPEAKER, NOW, seen=text.fingerprint())

    assert (text.body, text.writer_id, text.signer_id) == ("Maji ni machache.", COLLEAGUE.id, SPEAKER.id)
