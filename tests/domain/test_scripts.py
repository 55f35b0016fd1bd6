"""Scripts: what may be read in a week, who corrects, signs, approves and withdraws, and what was taken back since."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy.orm import Session, sessionmaker

from domain import radio_pieces, segments
from domain.bulletins import Follow
from domain.languages import Language
from domain.life_cycle import State as Bulletins
from domain.officers import Grant, Officer, Role
from domain.peace_checks import OF_TEXT
from domain.programmes import on_air
from domain.refusals import Refusal
from domain.script_bulletins import READ_WHILE, check_may_be_read, doubts, readable
from domain.script_versions import State, still_missing
from domain.scripts import Script, locked
from domain.segments import Part, Priority, Segment, Speech
from tests.make import ENDAU, SAGALLA, make_approved, make_officer

WEEK = date(2026, 11, 30)  # a Monday
KAMBA = Language.KAMBA


def said(words: str = "Mbua nĩ nene.", part: Part = Part.SEASON, **more: object) -> Segment:
    """A segment of one speech; `more`: of the speech."""
    speech = {"language": KAMBA, **more}
    return Segment(part, (Speech(speaker="Mtangazaji", words=words, **speech),))  # type: ignore[arg-type]


def make_script(
    session: Session, now: datetime, *of: Segment, missing: Sequence[str] = (), language: Language = KAMBA
) -> Script:
    script = Script(week=WEEK, county="kitui", language=language)
    script.draft(list(of) or [said()], list(missing), [], now)
    session.add(script)
    session.flush()
    return script


def officer(session: Session, name: str, role: Role = Role.OFFICER, **grant: object) -> Officer:
    return make_officer(session, name, Grant(role=role, **grant))  # type: ignore[arg-type]


@pytest.fixture
def mwende(session: Session) -> Officer:
    return officer(session, "mwende")


@pytest.fixture
def mutheu(session: Session) -> Officer:
    return officer(session, "mutheu", Role.REVIEWER, language=KAMBA)


@pytest.fixture
def nyambura(session: Session) -> Officer:
    return officer(session, "nyambura", Role.APPROVER)


def test_only_bulletins_in_force_in_the_county_and_week_may_be_read(session: Session, now: datetime) -> None:
    monday, end = on_air(WEEK)

    def bulletin(**changes: object) -> int:
        return make_approved(session, now, **{"areas": [ENDAU], "expires_at": end, **changes}).id

    before = bulletin()
    ends_within = bulletin(expires_at=monday + timedelta(days=1))
    starts_within = bulletin(send_at=monday + timedelta(days=2))
    bulletin(expires_at=monday)  # over when the week begins
    bulletin(send_at=end, expires_at=end + timedelta(days=1))  # not yet
    bulletin(areas=[SAGALLA])
    for state in Bulletins:
        if state not in READ_WHILE:
            make_approved(session, now, areas=[ENDAU], expires_at=end).state = state
    session.flush()

    found = [bulletin.id for bulletin in readable(session, "kitui", WEEK, now)]

    assert found == [starts_within, ends_within, before]
    assert [b.id for b in readable(session, "kitui", WEEK, monday + timedelta(days=3))] == [starts_within, before]


@pytest.mark.parametrize(
    ("state", "follow", "over", "found"),
    [
        (Bulletins.APPROVED, None, False, ""),
        (Bulletins.SENDING, None, False, ""),
        (Bulletins.SENT, None, False, ""),
        (Bulletins.SENT, None, True, "expired"),
        (Bulletins.PAUSED, None, False, "held"),
        (Bulletins.PAUSED, None, True, "expired"),
        (Bulletins.EXPIRED, None, True, "expired"),
        (Bulletins.MISSED, None, True, "expired"),
        (Bulletins.DRAFT, None, False, "taken_back"),
        (Bulletins.SUBMITTED, None, False, "taken_back"),
        (Bulletins.RETURNED, None, False, "taken_back"),
        (Bulletins.CANCELLED, None, False, "taken_back"),
        (Bulletins.CANCELLED, None, True, "taken_back"),
        (Bulletins.SENT, Follow.UPDATE, False, "taken_back"),
        (Bulletins.SENT, Follow.CANCEL, False, "taken_back"),
        (Bulletins.SENT, Follow.ALL_CLEAR, False, "taken_back"),
        (Bulletins.SENT, Follow.ALL_CLEAR, True, "expired"),
        (Bulletins.SENT, Follow.UPDATE, True, "expired"),
        (Bulletins.EXPIRED, Follow.UPDATE, False, "expired"),
        (Bulletins.SENT, Follow.CANCEL, True, "taken_back"),
        (Bulletins.PAUSED, Follow.UPDATE, False, "taken_back"),
    ],
)
def test_what_became_of_a_bulletin_since_it_was_taken_in(
    session: Session, now: datetime, state: Bulletins, follow: Follow | None, over: bool, found: str
) -> None:
    bulletin = make_approved(session, now, areas=[ENDAU])
    script = make_script(session, now, said(bulletin=bulletin.id, part=Part.BULLETIN))
    bulletin.state = state
    if follow:
        other = make_approved(session, now, areas=[ENDAU])
        other.follows_id, other.follow, other.state, other.started_at = bulletin.id, follow, Bulletins.SENT, now
    session.flush()

    at = bulletin.expires_at if over else now
    seen = doubts(session, script.newest, at)

    assert {name for name in ("taken_back", "expired", "held") if getattr(seen, name)} == ({found} - {""})
    if found:
        with pytest.raises(Refusal, match="is held" if found == "held" else "take its lines out"):
            check_may_be_read(session, script.newest, at)


def test_words_of_a_bulletin_that_was_approved_anew_since_are_taken_back(session: Session, now: datetime) -> None:
    bulletin = make_approved(session, now, areas=["kitui"])
    bulletin.approved_hash = "first"
    script = make_script(session, now, said(bulletin=bulletin.id, approval="first"))
    session.flush()
    before = doubts(session, script.newest, now).taken_back

    bulletin.approved_hash = "second"
    session.flush()

    assert (before, doubts(session, script.newest, now).taken_back) == ([], [bulletin.id])


def test_a_bulletin_of_a_segment_that_was_left_out_harms_nothing(
    session: Session, now: datetime, mwende: Officer
) -> None:
    bulletin = make_approved(session, now, areas=[ENDAU])
    of = said(bulletin=bulletin.id, part=Part.BULLETIN)
    script = make_script(session, now, said(), of)
    bulletin.state = Bulletins.CANCELLED

    assert doubts(session, script.newest, now).taken_back == [bulletin.id]
    script.correct(mwende, [said(), replace(of, cut=True)], 1, now)
    session.flush()
    assert not doubts(session, script.newest, now).to_take_out


def test_a_piece_that_was_corrected_or_withdrawn_may_not_be_read(session: Session, now: datetime) -> None:
    piece = radio_pieces.RadioPiece(
        county="kitui", part=Part.SEASON, wordings={}, starts_on=WEEK, ends_on=WEEK, written_at=now, hands=[]
    )
    session.add(piece)
    session.flush()
    script = make_script(session, now, replace(said(), piece=piece.id, piece_print=piece.fingerprint()))
    older = make_script(session, now, replace(said(), piece=piece.id), language=Language.SWAHILI)  # of no fingerprint
    piece.asked += 1
    for each in (script, older):
        check_may_be_read(session, each.newest, now)

    piece.word(KAMBA, radio_pieces.Wording("Maji."))
    assert [doubts(session, each.newest, now).pieces for each in (script, older)] == [[piece.id], []]
    piece.withdrawn_at = now
    session.flush()

    assert [doubts(session, each.newest, now).pieces for each in (script, older)] == [[piece.id]] * 2


def test_lines_are_taken_out_with_what_says_nothing_without_them() -> None:
    music = Speech(cue="MUSIC", seconds=5)
    mixed = Segment(
        Part.HEADLINES,
        (music, Speech(words="a"), Speech(words="b", bulletin=7)),
        short=(Speech(words="b", bulletin=7),),
    )
    alone = Segment(Part.BULLETIN, (music, Speech(words="b", bulletin=7)))
    only_music = Segment(Part.OWN, (music,))
    of_text, of_piece = Segment(Part.PEACE, (music,), text=3), Segment(Part.SEASON, (music,), piece=4)

    left = segments.without([mixed, alone, only_music, of_text, of_piece], {7}, texts=[3], pieces=[4])

    assert left == [replace(mixed, speeches=mixed.speeches[:2], short=()), only_music]


def test_a_correction_is_the_next_version_and_needs_both_names_again(
    session: Session, now: datetime, mwende: Officer, mutheu: Officer, nyambura: Officer
) -> None:
    script = make_script(session, now)
    script.sign(mutheu, 1, now)
    script.approve(nyambura, 1, now)

    assert script.correct(mwende, script.newest.segments, 1, now) is None, "nothing was changed"
    assert script.newest.state is State.APPROVED

    script.correct(mwende, [said("Maji.")], 1, now, hands=[mutheu.id])
    assert script.newest.state is State.DRAFT
    assert (script.newest.number, script.newest.editor_id) == (2, mwende.id)
    assert script.newest.hands == sorted([mwende.id, mutheu.id])
    assert script.approved is script.versions[0], "stations keep what was approved"
    with pytest.raises(Refusal, match="You wrote in this script"):
        script.sign(mutheu, 2, now)


def test_who_wrote_in_the_older_version_that_is_put_on_top_does_not_sign(
    session: Session, now: datetime, mwende: Officer, mutheu: Officer
) -> None:
    script = make_script(session, now)
    script.newest.hands = [mutheu.id]
    script.draft([said("Maji.")], [], [], now)

    script.correct(mwende, [said("Mbua.")], 2, now, base=script.versions[0])

    with pytest.raises(Refusal, match="You wrote in this script"):
        script.sign(mutheu, 3, now)


def test_what_was_withdrawn_does_not_come_back_with_an_older_version(
    session: Session, now: datetime, mwende: Officer, mutheu: Officer, nyambura: Officer
) -> None:
    script = make_script(session, now)
    for number in (1, 2):
        script.sign(mutheu, number, now)
        script.approve(nyambura, number, now)
        if number == 1:
            script.correct(mwende, [said("Maji.")], 1, now)

    with pytest.raises(Refusal, match="Say why"):
        script.withdraw(mwende, "  ", now)
    script.withdraw(mwende, "Taarifa si sahihi.", now)

    assert [version.state for version in script.versions] == [State.WITHDRAWN] * 2, "a station may hold the first"
    assert script.approved is None
    with pytest.raises(Refusal, match="No version"):
        script.withdraw(nyambura, "Tena.", now)


def test_nobody_acts_on_a_version_they_have_not_seen(
    session: Session, now: datetime, mwende: Officer, mutheu: Officer, nyambura: Officer
) -> None:
    script = make_script(session, now)
    script.correct(mwende, [said("Maji.")], 1, now)

    for act in (
        lambda: script.correct(mwende, [said("Mbua.")], 1, now),
        lambda: script.sign(mutheu, 1, now),
        lambda: script.approve(nyambura, 1, now),
    ):
        with pytest.raises(Refusal, match="Somebody else changed"):
            act()
    assert script.newest.number == 2


@pytest.mark.parametrize(
    ("role", "grant"),
    [
        (Role.OFFICER, {"county": "makueni"}),
        (Role.PEACE, {}),
        (Role.PRODUCER, {}),
        (Role.APPROVER, {}),
        (Role.REVIEWER, {"language": Language.TAITA}),
        (Role.OFFICER, {"ends_on": date(2026, 1, 1)}),
    ],
)
def test_only_officers_leads_and_speakers_of_the_county_correct_and_withdraw(
    session: Session, now: datetime, mutheu: Officer, role: Role, grant: dict[str, object]
) -> None:
    script, other = make_script(session, now), officer(session, "x.y", role, **grant)
    script.newest.approved_at = now

    with pytest.raises(Refusal, match="do not correct"):
        script.correct(other, [said("Maji.")], 1, now)
    if role is not Role.APPROVER:
        with pytest.raises(Refusal, match="do not withdraw"):
            script.withdraw(other, "Si sahihi.", now)
    script.check_withdrawer(mutheu, WEEK)


def test_a_script_cannot_be_emptied(session: Session, now: datetime, mwende: Officer) -> None:
    with pytest.raises(Refusal, match="at least one speech"):
        make_script(session, now).correct(mwende, [replace(said(), cut=True)], 1, now)


@pytest.mark.parametrize("part", Part)
def test_officers_own_words_are_asked_about_as_peace_is(session: Session, now: datetime, part: Part) -> None:
    script = make_script(session, now, said(part=part), replace(said(part=Part.PEACE), cut=True))

    assert script.newest.speaks_of_peace is (part in (Part.PEACE, Part.GOOD_NEWS, Part.OWN))
    script.draft([replace(said(part=part), peace=True)], [], [], now)
    assert script.newest.speaks_of_peace


@pytest.mark.parametrize(
    ("role", "grant"),
    [
        (Role.REVIEWER, {"language": Language.TAITA}),
        (Role.REVIEWER, {"language": KAMBA, "county": "makueni"}),
        (Role.APPROVER, {}),
    ],
)
def test_a_signer_speaks_the_language_and_serves_the_county(
    session: Session, now: datetime, role: Role, grant: dict[str, object]
) -> None:
    with pytest.raises(Refusal, match="reviewer of a language that is spoken"):
        make_script(session, now).sign(officer(session, "x.y", role, **grant), 1, now)


def test_a_script_without_a_word_of_its_language_is_signed_by_a_speaker_of_swahili(
    session: Session, now: datetime, mutheu: Officer
) -> None:
    script = make_script(session, now, Segment(Part.SEASON, (Speech(words="Maji."),)))

    with pytest.raises(Refusal, match="reviewer of a language that is spoken"):
        script.sign(mutheu, 1, now)
    script.sign(officer(session, "kioko", Role.REVIEWER, language=Language.SWAHILI), 1, now)
    assert script.newest.state is State.SIGNED


def test_a_speaker_of_every_language_in_a_script_signs_it_shorter_forms_included(
    session: Session, now: datetime, mutheu: Officer
) -> None:
    swahili = Language.SWAHILI
    kioko = officer(session, "kioko", Role.REVIEWER, language=swahili)
    pairs = (Grant(role=Role.REVIEWER, language=language) for language in (KAMBA, swahili))
    both = make_officer(session, "both", *pairs, Grant(role=Role.APPROVER))
    in_short = replace(said(), short=(Speech(words="Maji."),))
    in_taita = replace(said(language=Language.TAITA), cut=True)  # is not read
    script = make_script(session, now, in_short, in_taita)

    assert script.sign(kioko, 1, now) == [swahili]
    assert (script.newest.state, script.newest.unsigned) == (State.DRAFT, [KAMBA])
    assert not script.untouched, "no fresh draft takes its place"
    with pytest.raises(Refusal, match="signed already in your languages"):
        script.sign(kioko, 1, now)
    with pytest.raises(Refusal, match="once, after a speaker of each"):
        script.approve(officer(session, "nyambura", Role.APPROVER), 1, now)
    script.sign(mutheu, 1, now + timedelta(hours=1))
    session.flush()
    session.expire_all()
    assert script.newest.state is State.SIGNED
    assert [(one.language, one.officer_id, one.at) for one in script.newest.signatures] == [
        (KAMBA, mutheu.id, now + timedelta(hours=1)),
        (swahili, kioko.id, now),
    ]

    other = Script(week=WEEK, county="makueni", language=KAMBA)
    other.draft([in_short], [], [], now)
    assert other.sign(both, 1, now) == [KAMBA, swahili], "with one press"
    assert other.newest.state is State.SIGNED
    half = Script(week=WEEK, county="makueni", language=KAMBA)
    half.draft([in_short], [], [], now)
    half.sign(mutheu, 1, now)
    assert half.sign(both, 1, now) == [swahili]
    with pytest.raises(Refusal, match="You signed this script"):
        half.approve(both, 1, now)


def test_who_approves_neither_wrote_nor_signed_and_holds_the_kind(
    session: Session, now: datetime, mutheu: Officer
) -> None:
    both = make_officer(session, "both", Grant(role=Role.APPROVER), Grant(role=Role.REVIEWER, language=KAMBA))
    drought, peace = (officer(session, kind, Role.APPROVER, kind=kind) for kind in ("drought", "peace"))
    script = make_script(session, now, said(), said("Amani.", Part.PEACE))

    with pytest.raises(Refusal, match="once, after a speaker"):
        script.approve(both, 1, now)
    script.sign(both, 1, now)
    with pytest.raises(Refusal, match="You signed this script"):
        script.approve(both, 1, now)
    with pytest.raises(Refusal, match="approver of peace messages"):
        script.approve(drought, 1, now)
    with pytest.raises(Refusal, match="every question"):
        script.approve(peace, 1, now, checks=OF_TEXT[1:])
    script.approve(peace, 1, now, checks=OF_TEXT)
    assert script.newest.checks == list(OF_TEXT)


def test_the_words_of_a_withdrawn_version_may_stand_again(session: Session, now: datetime, mwende: Officer) -> None:
    script = make_script(session, now)
    script.newest.approved_at, script.newest.withdrawn_at = now, now

    assert script.correct(mwende, script.newest.segments, 1, now) is script.newest
    assert script.newest.number == 2


def test_what_goes_out_of_a_script_is_missed_no_more(session: Session, now: datetime) -> None:
    of_seven = said(bulletin=7, part=Part.BULLETIN)
    missing = ["bulletin 7", "bulletin 8", "standing", "peace"]  # no words of the eighth were ever in it
    before = make_script(session, now, said(), of_seven, missing=missing).newest

    assert still_missing(before, [said(), replace(of_seven, cut=True)]) == missing
    assert still_missing(before, [said()]) == ["bulletin 8", "standing", "peace"]
    peace = replace(said("Amani.", Part.PEACE), text=3, priority=Priority.LOW)
    assert still_missing(before, [of_seven, peace], ["text 3"]) == ["bulletin 7", "bulletin 8", "standing", "text 3"]


def test_sources_are_those_of_the_lines_that_go_to_air(session: Session, now: datetime) -> None:
    first, second = said("a", source="Taarifa 1"), said("b", source="Taarifa 2")
    script = make_script(session, now, first, first, second, replace(said("c", source="Taarifa 3"), cut=True))

    assert script.newest.sources == ["Taarifa 1", "Taarifa 2"]


def test_of_two_who_change_a_script_at_once_one_is_told(
    sessions: sessionmaker[Session], session: Session, now: datetime, mwende: Officer
) -> None:
    script = make_script(session, now)
    session.commit()
    both, refused = Barrier(2), []

    def change(words: str) -> None:
        with sessions.begin() as mine:
            mine.get(Script, script.id)  # as it was read before the other took it
            both.wait(10)
            held = locked(mine, script.id)
            assert held is not None
            try:
                held.correct(mine.merge(mwende, load=False), [said(words)], 1, now)
            except Refusal as refusal:
                refused.append(str(refusal))

    editors = [Thread(target=change, args=(words,)) for words in ("Maji.", "Mbua.")]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join(10)

    session.expire_all()
    assert [version.number for version in script.versions] == [1, 2]
    assert len(refused) == 1
