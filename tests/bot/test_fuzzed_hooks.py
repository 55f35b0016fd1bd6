"""Knocks of all that is wrong at every door, by the hundred: none refused, none lost. `make fuzz` asks for longer."""

import logging

from hypothesis import HealthCheck, Phase, given, settings

from tests.crash.reckoning import DIGITS
from tests.fuzz.promises import Kept, fault, stumbles
from tests.fuzz.visits import BASE, MARK, NUMBERS, SECRET, visits


def test_whatever_is_knocked_with_is_answered_as_promised_kept_and_in_no_log(build, session, vault, caplog):
    client = build(twilio_auth_tokens=(SECRET,), public_base_url=BASE).test_client()
    kept = Kept(vault)

    @settings(
        max_examples=60, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(visits)
    def knock(visit):
        for one in (one for group in visit for one in group):
            headers = [*one.all_headers(), ("Content-Length", str(len(one.body)))]
            answer = client.open(one.path, method=one.method, data=one.body, headers=headers)
            kept.note(one, answer.status_code)
            assert fault(one, answer.status_code, answer.data) is None, one

    with caplog.at_level(logging.DEBUG):
        knock()

    assert len(kept.asked) > 60
    assert kept.missing(session) + stumbles(session) == []
    known = {number[-9:].encode() for number in NUMBERS}
    assert MARK not in caplog.text
    assert not any(run[-9:] in known for run in DIGITS.findall(caplog.text.encode()))
