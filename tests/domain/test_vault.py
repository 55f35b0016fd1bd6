"""What is sealed opens only with its key, for its purpose; what is looked up joins to nothing else."""

import base64
import os

import pytest

from domain.phones import Phone
from domain.vault import Purpose, Unsealable, Vault

PHONE = Phone("+254711000001")


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


@pytest.fixture
def lookup() -> str:
    return key()


def test_what_is_sealed_opens_again(vault: Vault) -> None:
    assert vault.open(vault.seal("Mũvea mũno", Purpose.TEXT), Purpose.TEXT) == "Mũvea mũno"


def test_the_same_words_sealed_twice_differ(vault: Vault) -> None:
    assert vault.seal("maji", Purpose.TEXT) != vault.seal("maji", Purpose.TEXT)


def test_a_value_cannot_be_moved_to_a_column_of_another_purpose(vault: Vault) -> None:
    with pytest.raises(Unsealable):
        vault.open(vault.seal("maji", Purpose.TEXT), Purpose.INCIDENT)


def test_a_changed_value_does_not_open(vault: Vault) -> None:
    sealed = vault.seal("maji", Purpose.TEXT)

    for changed in (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"", b"abcd" + sealed[4:], sealed[:10]):
        with pytest.raises(Unsealable):
            vault.open(changed, Purpose.TEXT)


def test_after_a_rotation_old_values_open_new_ones_use_the_new_key_and_lookups_hold(lookup: str) -> None:
    first, second = key(), key()
    before = Vault.parse(f"k1={first},lookup={lookup}")
    after = Vault.parse(f"k2={second},k1={first},lookup={lookup}")
    only_new = Vault.parse(f"k2={second},lookup={lookup}")

    assert after.open(before.seal("maji", Purpose.TEXT), Purpose.TEXT) == "maji"
    assert only_new.open(after.seal("maji", Purpose.TEXT), Purpose.TEXT) == "maji"
    assert before.lookup(PHONE, Purpose.SUBSCRIBER) == after.lookup(PHONE, Purpose.SUBSCRIBER)


def test_one_number_has_a_different_lookup_for_every_purpose(vault: Vault) -> None:
    lookups = {vault.lookup(PHONE, purpose) for purpose in Purpose}

    assert len(lookups) == len(Purpose)
