"""Why a message did not arrive, read back from what is kept beside its delivery."""

import pytest

from messages.providers.base import Fault
from messages.providers.reasons import fault_of


@pytest.mark.parametrize(
    ("provider", "reason", "fault"),
    [
        ("africastalking", "Failed AbsentSubscriber", Fault.UNREACHABLE),
        ("africastalking", "Failed", Fault.TRANSIENT),
        ("africastalking", "Expired", Fault.UNREACHABLE),
        ("africastalking", "Rejected UserInBlacklist", Fault.OPTED_OUT),
        ("africastalking", "406 UserInBlacklist", Fault.OPTED_OUT),
        ("africastalking", "405 InsufficientBalance", Fault.BALANCE),
        ("africastalking", "HTTP 502", None),
        ("africastalking", "", None),
        ("twilio", "undelivered 30003", Fault.UNREACHABLE),
        ("twilio", "21610 Attempt to send to unsubscribed recipient", Fault.OPTED_OUT),
        ("twilio", "undelivered", None),
        ("twilio", "99999 ••• ٣٠٠٠٣", None),
    ],
)
def test_a_kept_reason_is_said_in_our_words(provider, reason, fault):
    assert fault_of(provider, reason) is fault
