"""What is sealed opens only with its key, for its purpose, in its row; what is looked up joins to nothing else."""

import base64
import hashlib
import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from domain.phones import Phone
from domain.schema import metadata
from domain.sealed_columns import RECEIPT_PHONE, SEALED_COLUMNS, TEXT_BODY, TEXT_PHONE
from domain.vault import Purpose, Unsealable, Vault

PHONE = Phone("+254711000001")


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


@pytest.fixture
def lookup() -> str:
    return key()


def test_what_is_sealed_opens_again(vault: Vault) -> None:
    assert vault.open(vault.seal("Mũvea mũno", Purpose.TEXT, 1), Purpose.TEXT, 1) == "Mũvea mũno"


def test_the_same_words_sealed_twice_differ(vault: Vault) -> None:
    assert vault.seal("maji", Purpose.TEXT, 1) != vault.seal("maji", Purpose.TEXT, 1)


def test_a_value_cannot_be_moved_to_another_purpose_row_or_column(vault: Vault) -> None:
    sealed = vault.seal("maji", *TEXT_BODY.at(1))

    assert vault.open(sealed, *TEXT_BODY.at(1)) == "maji"
    for elsewhere in (TEXT_BODY.at(2), TEXT_PHONE.at(1), (Purpose.INCIDENT, TEXT_BODY.at(1)[1]), (Purpose.TEXT, b"")):
        with pytest.raises(Unsealable):
            vault.open(sealed, *elsewhere)


def test_no_two_rows_are_written_alike() -> None:
    assert RECEIPT_PHONE.at("a", "bc") != RECEIPT_PHONE.at("ab", "c")
    with pytest.raises(TypeError):
        TEXT_BODY.at(None)  # type: ignore[arg-type]  a row whose id nobody has drawn yet


def test_a_changed_value_does_not_open(vault: Vault) -> None:
    sealed = vault.seal("maji", Purpose.TEXT, 1)

    for changed in (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"", b"abcd" + sealed[4:], sealed[:10]):
        with pytest.raises(Unsealable):
            vault.open(changed, Purpose.TEXT, 1)


def test_after_a_rotation_old_values_open_new_ones_use_the_new_key_and_lookups_hold(lookup: str) -> None:
    first, second = key(), key()
    before = Vault.parse(f"k1={first},lookup={lookup}")
    after = Vault.parse(f"k2={second},k1={first},lookup={lookup}")
    only_new = Vault.parse(f"k2={second},lookup={lookup}")

    assert after.open(before.seal("maji", Purpose.TEXT, 1), Purpose.TEXT, 1) == "maji"
    assert only_new.open(after.seal("maji", Purpose.TEXT, 1), Purpose.TEXT, 1) == "maji"
    assert before.lookup(PHONE, Purpose.SUBSCRIBER) == after.lookup(PHONE, Purpose.SUBSCRIBER)


def test_a_value_from_before_rows_were_bound_opens_and_is_told_from_the_others(lookup: str) -> None:
    secret, nonce = os.urandom(32), os.urandom(12)
    vault = Vault.parse(f"k1={base64.b64encode(secret).decode()},lookup={lookup}")
    tag = hashlib.sha256(b"k1").digest()[:4]
    old = tag + nonce + AESGCM(secret).encrypt(nonce, b"maji", b"text")

    assert vault.open(old, *TEXT_BODY.at(1)) == "maji"
    bound = Vault.parse(f"bound,k1={base64.b64encode(secret).decode()},lookup={lookup}")
    assert bound.open(vault.seal("maji", *TEXT_BODY.at(1)), *TEXT_BODY.at(1)) == "maji"
    assert Vault.parse(Vault.new_keys()).bound_only, "where nothing lies yet"
    with pytest.raises(Unsealable):
        bound.open(old, *TEXT_BODY.at(1))
    assert (vault.key_of(old[:4]), vault.key_of(vault.newest)) == (("k1", False), ("k1", True))
    with pytest.raises(Unsealable):  # nor can a bound one be made to look like it
        vault.open(tag + vault.seal("maji", *TEXT_BODY.at(1))[4:], *TEXT_BODY.at(2))


def test_one_number_has_a_different_lookup_for_every_purpose(vault: Vault) -> None:
    lookups = {vault.lookup(PHONE, purpose) for purpose in Purpose}

    assert len(lookups) == len(Purpose)


def test_every_sealed_column_is_known_with_a_row_that_only_it_can_be_in() -> None:
    there = {
        (table.name, column.name) for table in metadata.sorted_tables for column in table.c if "_sealed" in column.name
    }

    assert {(each.table, each.column) for each in SEALED_COLUMNS} == there
    for each in SEALED_COLUMNS:
        table = metadata.tables[each.table]
        rules = [rule for rule in table.constraints if isinstance(rule, UniqueConstraint | PrimaryKeyConstraint)]
        unique = [{column.name for column in rule.columns} for rule in rules]
        # Two reports of one message and number may lie side by side: they say the same.
        assert each is RECEIPT_PHONE or set(each.key) in unique, each
        assert not any(table.c[name].nullable for name in each.key), each
