"""What stands in every script: how it opens and closes, the season's advice, help, codes, and what listeners said."""

from collections.abc import Collection, Sequence

from domain.heard import DAYS, Heard
from domain.phases import Phase
from domain.segments import Part, Priority, Segment, Speech
from messages import radio_sentences as say
from messages.radio_studio import Studio, day


def opening(studio: Studio) -> Segment:
    """Who speaks, to whom, of which week; shorter: without the music."""
    ident = studio.line(say.fill(say.IDENT, county=studio.county_name, week=day(studio.week)))
    return _must(Part.OPENING, Speech(cue=say.OPENING_MUSIC, seconds=10), ident, short=[ident])


def advice(studio: Studio, phases: Collection[Phase | None], *, no_drought: bool, season_told: bool) -> Segment | None:
    """What holds in this season, and in the phases declared here. `no_drought`: first, that there is no bulletin.

    `season_told`: an officer wrote of the season, and beside a warning that is enough. None: nothing is left to say.
    """
    none = [studio.line(say.fill(say.NO_BULLETIN, county=studio.county_name))] if no_drought else []
    sentences = [say.standing_advice(studio.week)] if no_drought or not season_told else []
    sentences += [say.ON_ALERT] if Phase.ALERT in phases else []
    if not sentences:
        return None
    return Segment(
        Part.ADVICE,
        (*none, studio.line(*sentences, source=say.ADVISED_BY)),
        priority=Priority.HIGH if no_drought else Priority.MIDDLE,
    )


def listeners(studio: Studio, heard: Heard | None) -> Segment | None:
    """What was said to us, as numbers; None: too little."""
    if heard is None or not heard.anything:
        return None
    counts = [
        (say.CALLS, heard.calls),
        (say.QUESTIONS, heard.questions),
        (say.FEEDBACK, heard.feedback),
        (say.REPLIES, heard.replies),
    ]
    told = [say.fill(sentence, count=count) for sentence, count in counts if count]
    intro = say.fill(say.LISTENERS, days=DAYS, until=day(heard.until))
    return Segment(Part.LISTENERS, (studio.line(intro, *told, say.THANKS),), priority=Priority.LOW)


def help_lines(studio: Studio) -> Segment:
    """Whom to call, read twice; shorter: once, and without the music before it."""
    numbers = [say.fill(say.HELPLINE, what=label, number=number) for label, number in say.HELPLINES]
    twice = studio.line(say.HELP, *numbers, say.HELP_AGAIN, *numbers, say.NOT_POLICE)
    once = studio.line(say.HELP, *numbers, say.NOT_POLICE)
    return _must(Part.HELP, Speech(cue=say.BREAK_MUSIC, seconds=5), twice, short=[once])


def codes(studio: Studio) -> Segment:
    """How to reach us, read twice."""
    lines = [say.fill(sentence, code=studio.ussd_code) for sentence in (say.DIAL, say.DIAL_AGAIN)]
    if studio.short_code:
        lines += [say.fill(sentence, number=studio.short_code) for sentence in (say.SEND, say.SEND_AGAIN)]
    return _must(Part.CODES, studio.line(*lines, say.NO_MONEY))


def call_in(studio: Studio) -> Segment:
    """What to call the studio about, and what not to say on air."""
    return Segment(Part.CALL_IN, (studio.line(say.CALL_IN),), priority=Priority.HIGH)


def closing(studio: Studio) -> Segment:
    """The end; shorter: without the music."""
    outro = studio.line(say.OUTRO)
    return _must(Part.CLOSING, outro, Speech(cue=say.CLOSING_MUSIC, seconds=10), short=[outro])


def _must(part: Part, *speeches: Speech, short: Sequence[Speech] = ()) -> Segment:
    return Segment(part, speeches, short=tuple(short), priority=Priority.MUST)
