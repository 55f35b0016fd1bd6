from datetime import UTC, datetime

import pytest

from domain.phones import Phone
from messages.providers.africas_talking_callbacks import (
    UssdEvent,
    UssdRequest,
    read_optout,
    read_receipt,
    read_sms,
    read_ussd,
    read_ussd_event,
)
from messages.providers.base import Fault, Incoming, Receipt, ReceiptState, UnreadableCallback

AMINA = Phone("+254711000001")
SMS = {
    "linkId": "03090445075804249226",
    "text": " jiunge *Mwingi* ",
    "to": "21512",
    "id": "ec9adc86-51d5-4bc8-8eb0-d8ab0bb53dc3",
    "date": "2017-05-03T06:04:45Z",
    "from": "+254711000001",
    "networkCode": "63902",
}
RECEIPT = {"id": "ATXid_1", "status": "Success", "phoneNumber": "+254711000001", "networkCode": "63902"}
USSD = {"sessionId": "ATUid_1", "phoneNumber": "+254711000001", "networkCode": "63902", "serviceCode": "*384*1#"}
EVENT = {"sessionId": "ATUid_1", "phoneNumber": "+254711000001", "status": "Incomplete", "input": "1*2", "cost": "0"}
ON_NETWORK, DELIVERED, FAILED = ReceiptState.ON_NETWORK, ReceiptState.DELIVERED, ReceiptState.FAILED


def test_a_text_is_read_as_it_was_typed() -> None:
    written_at = datetime(2017, 5, 3, 6, 4, 45, tzinfo=UTC)
    assert read_sms(SMS) == Incoming(SMS["id"], AMINA, "21512", " jiunge *Mwingi* ", "63902", written_at)


@pytest.mark.parametrize(
    ("date", "written_at"),
    [
        ("2017-05-03T06:04:45Z", datetime(2017, 5, 3, 6, 4, 45, tzinfo=UTC)),
        ("2017-05-03 06:04:45", datetime(2017, 5, 3, 6, 4, 45, tzinfo=UTC)),
        ("2017-05-03T06:04:45.445Z", datetime(2017, 5, 3, 6, 4, 45, 445000, tzinfo=UTC)),
        ("2017-05-03T09:04:45+03:00", datetime(2017, 5, 3, 6, 4, 45, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_its_moment_is_read_in_every_spelling(date, written_at) -> None:
    assert read_sms(SMS | {"date": date}).written_at == written_at


@pytest.mark.parametrize("number", [" 254711000001", "254711000001", "0711000001"])
def test_a_number_that_lost_its_plus_is_still_read(number) -> None:
    assert read_sms(SMS | {"from": number}).phone == AMINA
    assert read_ussd(USSD | {"phoneNumber": number}).phone == AMINA


@pytest.mark.parametrize("number", ["SAFARICOM", "+12025550123", "+254711XXXYYY", "hello\x00"])
def test_a_sender_outside_kenyas_plan_is_nobody(number) -> None:
    assert read_sms(SMS | {"from": number}).phone is None


def test_an_empty_text_is_a_text() -> None:
    assert read_sms(SMS | {"text": ""}).text == ""


def test_nul_is_dropped() -> None:
    assert read_sms(SMS | {"text": "a\x00b"}).text == "ab"


@pytest.mark.parametrize(
    ("status", "state", "fault"),
    [
        ("Sent", ON_NETWORK, None),
        ("Submitted", ON_NETWORK, None),
        ("Buffered", ON_NETWORK, None),
        ("Success", DELIVERED, None),
        ("success", DELIVERED, None),
        ("Rejected", FAILED, Fault.TRANSIENT),
        ("Failed", FAILED, Fault.TRANSIENT),
        ("AbsentSubscriber", FAILED, Fault.UNREACHABLE),
        ("Expired", FAILED, Fault.UNREACHABLE),
        ("Teleported", None, None),
    ],
)
def test_every_status_has_its_state_and_a_new_one_is_kept(status, state, fault) -> None:
    assert read_receipt(RECEIPT | {"status": status}) == Receipt("ATXid_1", state, AMINA, fault, status, "63902")


@pytest.mark.parametrize(
    ("why", "fault"),
    [
        ("UserInBlackList", Fault.OPTED_OUT),
        ("USERINBLACKLIST", Fault.OPTED_OUT),
        ("DoNotDisturbRejection", Fault.OPTED_OUT),
        ("UserDoesNotExist", Fault.NUMBER),
        ("InvalidPhoneNumber", Fault.NUMBER),
        ("NotNetworkSubcriber", Fault.ROUTE),
        ("NotNetworkSubscriber", Fault.ROUTE),
        ("AbsentSubscriber", Fault.UNREACHABLE),
        ("UserMemoryCapacityExceeded", Fault.UNREACHABLE),
        ("UserIsInactive", Fault.UNREACHABLE),
        ("UserAccountSuspended", Fault.UNREACHABLE),
        ("DeliveryFailure", Fault.UNREACHABLE),
        ("InsufficientCredit", Fault.SENDER),
        ("InvalidLinkId", Fault.SENDER),
        ("InvalidSenderId", Fault.SENDER),
        ("UserNotSubscribedToProduct", Fault.SENDER),
        ("RejectedByGateway", Fault.CONTENT),
        ("SystemError", Fault.TRANSIENT),
        ("UnknownError", Fault.TRANSIENT),
        ("Eclipse", Fault.TRANSIENT),
    ],
)
def test_a_failure_has_its_fault(why, fault) -> None:
    receipt = read_receipt(RECEIPT | {"status": "Failed", "failureReason": why})

    assert (receipt.state, receipt.fault) == (FAILED, fault)
    assert why in receipt.reason


def test_a_receipt_without_a_number_or_with_a_masked_one_is_still_read() -> None:
    assert read_receipt({"id": "ATXid_1", "status": "Success"}).phone is None
    assert read_receipt(RECEIPT | {"phoneNumber": "+2547XXXXX001"}).phone is None


def test_a_reason_holds_no_number() -> None:
    assert "711" not in read_receipt(RECEIPT | {"failureReason": "no such user +254711000001"}).reason


def test_an_optout_names_the_sender_and_the_person() -> None:
    assert read_optout({"senderId": "MBIU", "phoneNumber": "+254711000001"}) == ("MBIU", AMINA)


def test_a_ussd_turn_is_read_and_the_first_one_has_no_text() -> None:
    assert read_ussd(USSD | {"text": "1*2* a b "}) == UssdRequest("ATUid_1", AMINA, "*384*1#", "1*2* a b ", "63902")
    assert read_ussd(USSD).text == ""


def test_the_end_of_a_session_is_read() -> None:
    assert read_ussd_event(EVENT) == UssdEvent("ATUid_1", AMINA, "Incomplete", "1*2")


@pytest.mark.parametrize(
    ("read", "form", "names"),
    [
        (read_sms, SMS, ["id", "from", "text"]),
        (read_receipt, RECEIPT, ["id", "status"]),
        (read_optout, {"senderId": "MBIU", "phoneNumber": "+254711000001"}, ["senderId", "phoneNumber"]),
        (read_ussd, USSD, ["sessionId", "phoneNumber"]),
        (read_ussd_event, EVENT, ["sessionId", "status"]),
    ],
)
def test_without_what_it_is_about_a_callback_cannot_be_read(read, form, names) -> None:
    for name in names:
        with pytest.raises(UnreadableCallback, match=name):
            read({key: value for key, value in form.items() if key != name})


def test_an_optout_of_nobody_in_kenya_is_refused_without_repeating_the_number() -> None:
    with pytest.raises(UnreadableCallback) as refusal:
        read_optout({"senderId": "MBIU", "phoneNumber": "+12025550123"})

    assert "2025550123" not in str(refusal.value)
