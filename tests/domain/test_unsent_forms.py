"""What is kept of a form that could not be sent, and for whom."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain import unsent_forms
from domain.vault import Vault
from tests.make import make_officer


def test_what_proves_somebody_is_never_kept(session: Session, vault: Vault, now: datetime) -> None:
    mwende = make_officer(session, "mwende")
    typed = [("words", "Mvua"), ("areas", "kitui"), ("areas", "makueni"), ("seconds", "30")]
    proofs = [("csrf_token", "t"), ("new_password", "p"), ("present", "p"), ("code", "1"), ("second", "2")]

    unsent_forms.keep(session, vault, mwende.id, "/console/x", [*typed, *proofs], now, device="")
    kept_nothing = unsent_forms.keep(session, vault, mwende.id, "/console/x", [*proofs, ("words", " ")], now, device="")

    [form] = unsent_forms.of(session, mwende.id, now)
    assert form.fields(vault) == typed
    assert not kept_nothing


def test_five_are_kept_for_a_day_for_who_typed_them(session: Session, vault: Vault, now: datetime) -> None:
    mwende, kioko = make_officer(session, "mwende"), make_officer(session, "kioko")
    for number in range(7):
        unsent_forms.keep(session, vault, mwende.id, f"/console/{number}", [("words", "Mvua")], now, device="")

    kept = unsent_forms.of(session, mwende.id, now)
    assert [form.path[-1] for form in kept] == ["6", "5", "4", "3", "2"]
    assert unsent_forms.of(session, kioko.id, now) == []
    assert not unsent_forms.throw_away(session, kioko.id, kept[0].id)
    assert unsent_forms.throw_away(session, mwende.id, kept[0].id)
    assert unsent_forms.of(session, mwende.id, now + timedelta(days=1)) == []
