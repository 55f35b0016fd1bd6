from datetime import UTC, date, datetime

import pytest

from domain.bulletin_texts import BulletinText
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal
from domain.signed_words import Form

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def officer(number: int, *grants: Grant) -> Officer:
    person = Officer(username=f"o{number}", name=f"Officer {number}", grants=list(grants))
    person.id = number
    return person


def reviewer(number: int, language: Language, **dates: date) -> Officer:
    return officer(number, Grant(role=Role.REVIEWER, language=language, **dates))


WRITER = officer(1, Grant(role=Role.OFFICER))
SPEAKER = reviewer(2, Language.KAMBA)


def kamba(body: str = "Kĩw'ũ nĩ kĩnini.", plain: str = "Kiw'u ni kinini.") -> BulletinText:
    return BulletinText(language=Language.KAMBA, body=body, plain=plain, writer_id=WRITER.id)


def signed() -> BulletinText:
    text = kamba()
    text.sign(SPEAKER, NOW, TODAY)
    return text


def test_a_speaker_puts_a_name_to_exactly_these_words() -> None:
    text = signed()

    assert text.signed
    assert (text.signer_id, text.signed_at) == (SPEAKER.id, NOW)


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (officer(1, Grant(role=Role.OFFICER), Grant(role=Role.REVIEWER, language=Language.KAMBA)), "You wrote"),
        (reviewer(3, Language.SWAHILI), "do not sign"),
        (officer(4, Grant(role=Role.APPROVER)), "do not sign"),
        (reviewer(5, Language.KAMBA, ends_on=date(2026, 11, 23)), "do not sign"),
        (reviewer(6, Language.KAMBA, starts_on=date(2026, 11, 25)), "do not sign"),
    ],
)
def test_only_another_speaker_of_the_language_signs_today(person: Officer, why: str) -> None:
    text = kamba()

    with pytest.raises(Refusal, match=why):
        text.sign(person, NOW, TODAY)
    assert not text.signed


def test_a_deputy_signs_on_the_last_day() -> None:
    text = kamba()

    text.sign(reviewer(7, Language.KAMBA, starts_on=TODAY, ends_on=TODAY), NOW, TODAY)

    assert text.signed


def test_nobody_signs_an_empty_text() -> None:
    with pytest.raises(Refusal, match="empty"):
        kamba(body=" ", plain="").sign(SPEAKER, NOW, TODAY)


@pytest.mark.parametrize(
    ("body", "plain", "send_plain"),
    [
        ("Kĩw'ũ nĩ kĩnini!", "Kiw'u ni kinini.", False),
        ("Kĩw'ũ nĩ kĩnini.", "Kiwu ni kinini.", False),
        ("Kĩw'ũ nĩ kĩnini.", "Kiw'u ni kinini.", True),
    ],
)
def test_any_change_voids_the_signature(body: str, plain: str, send_plain: bool) -> None:
    text = signed()

    text.write(SPEAKER, body, plain, send_plain=send_plain)

    assert not text.signed
    assert (text.signer_id, text.signed_at, text.writer_id) == (None, None, SPEAKER.id)


def test_writing_the_same_words_again_changes_nothing() -> None:
    text = signed()

    text.write(SPEAKER, "  Ki\u0303w'u\u0303 ni\u0303 ki\u0303nini. ", "Kiw'u ni kinini.", send_plain=False)

    assert text.signed
    assert text.writer_id == WRITER.id


def test_who_corrects_the_words_cannot_sign_them() -> None:
    text = kamba()
    text.write(SPEAKER, "Kĩw'ũ kĩ vo kĩnini.", "Kiw'u ki vo kinini.", send_plain=False)

    with pytest.raises(Refusal, match="You wrote"):
        text.sign(SPEAKER, NOW, TODAY)


def test_words_changed_behind_the_signature_are_not_signed() -> None:
    text = signed()

    text.body = "Kĩw'ũ kĩthelie."

    assert not text.signed


def test_a_text_has_a_signature_for_each_form() -> None:
    sms, radio = kamba(), kamba()
    radio.form = Form.RADIO

    assert sms.fingerprint() != radio.fingerprint()


def test_the_plain_form_goes_out_only_when_chosen() -> None:
    text = kamba()
    assert text.outgoing == "Kĩw'ũ nĩ kĩnini."

    text.write(WRITER, text.body, text.plain, send_plain=True)

    assert text.outgoing == "Kiw'u ni kinini."


def test_an_earlier_writer_does_not_sign_what_another_made_of_it() -> None:
    text, second = kamba(), officer(7, Grant(role=Role.OFFICER))
    bilingual = officer(WRITER.id, Grant(role=Role.REVIEWER, language=Language.KAMBA))
    text.write(second, "Kĩw'ũ nĩ kĩnini mũno.", "Kiw'u ni kinini muno.", send_plain=False)

    with pytest.raises(Refusal, match="You wrote"):
        text.sign(bilingual, NOW, TODAY)
    text.sign(SPEAKER, NOW, TODAY)
    assert text.signed
