"""People with telephones, played: they join, leave, report, ask and answer, and try again when nothing happens.

No line is shared with our code: they read the screens. Each writes down what it was told, never what it hopes.
"""

import itertools
import random
import threading
import time
from collections.abc import Callable

from tests.crash.handsets import Books, Operator, Post, case_in

CROWD = 254711000000  # numbers subscribed from the beginning: the n-th person's is this plus n
STRANGERS, REPORTERS, WRITERS = 254722000000, 254733000000, 254744000000  # each number is used once
RESPONDERS, MOST_RESPONDERS = 254755000000, 60
LEFT_ALONE = ("13", "31", "27")  # endings of numbers that the provider treats in its own way
MOST_TURNS, MOST_CALLS = 40, 400
WARDS = ("Mutha", "Sagalla", "Kasigau", "Thange")  # each the name of one ward alone
SCENES = {
    "leave": 16, "stranger": 16, "report": 18, "report_by_text": 12, "ask": 14, "ask_by_ussd": 6, "look": 10,
    "block": 4,
}  # fmt: skip


class Broken(Exception):
    """The call was cut off, or the service said that it could not go on."""


class Telephones:
    """So many at once, from `ring` until `rest`; then each plays its scene to the end."""

    def __init__(self, post: Post, books: Books, operator: Operator, seed: int) -> None:
        self._post, self._books, self._operator = post, books, operator
        self._chance = random.Random(seed)
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._resting = threading.Event()
        self._busy = 0
        self._members: list[int] = []
        self._answered: set[tuple[str, str]] = set()  # cases, each by whom

    def ring(self, telephones: int, crowd: int) -> None:
        """Begin. `crowd`: how many are subscribed; a third of them may leave or block us, each once or twice."""
        self._members = [n for n in range(crowd) if n % 3 == 0 and str(CROWD + n)[-2:] not in LEFT_ALONE]
        self._chance.shuffle(self._members)
        for play in [*[self._play] * telephones, self._respond]:
            with self._lock:
                self._busy += 1
            threading.Thread(target=self._until_rest, args=(play,), daemon=True).start()

    def rest(self) -> None:
        self._resting.set()

    def busy(self) -> int:
        return self._busy

    def _until_rest(self, play: Callable[[], None]) -> None:
        try:
            while not self._resting.is_set():
                play()
                time.sleep(self._chance.uniform(0.05, 0.6))
        except Exception as error:
            self._books.write(fault=f"a telephone fell: {type(error).__name__}: {error}")
            raise
        finally:
            with self._lock:
                self._busy -= 1

    def _play(self) -> None:
        (scene,) = self._chance.choices(list(SCENES), list(SCENES.values()))
        getattr(self, f"_{scene}")()

    def _number(self, first: int) -> str:
        return f"+{first + next(self._numbers)}"

    def _token(self) -> str:
        """A word that nobody else says."""
        return "zq" + "".join(self._chance.choices("bcdfghjklmnprtvwxyz", k=14))

    # By text.

    def _write(self, number: str, words: str, *, replies: int = 1, what: str = "", token: str = "") -> None:
        """Send a text; once it is taken, it is in the books with what it asks of the service."""
        identity = f"AT-{next(self._numbers)}-{self._chance.getrandbits(32):08x}"
        form = {"id": identity, "from": number, "to": "20880", "text": words, "networkCode": "63902"}
        began = time.time()
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
        self._post.until_taken("sms", {**form, "date": moment, "linkId": f"SampleLink{identity[3:]}"})
        self._books.write(wrote=identity, number=number, replies=replies, what=what, token=token, began=began)

    def _await(self, number: str, texts: int, seconds: float = 15) -> bool:
        until = time.monotonic() + seconds
        while len(self._operator.received(number)) < texts and time.monotonic() < until:
            time.sleep(0.1)
        return len(self._operator.received(number)) >= texts

    def _leave(self) -> None:
        """One of the crowd stops, by text or in a call; every other joins again after a while, and may stop anew."""
        with self._lock:
            member = self._members.pop() if self._members else None
        if member is None:
            return
        number = f"+{CROWD + member}"
        self._stop(number)
        if self._chance.random() < 0.5:
            time.sleep(self._chance.uniform(0, 3))
            self._write(number, f"JIUNGE {self._chance.choice(WARDS)}", what="join")
            time.sleep(self._chance.uniform(0, 2))
            if self._chance.random() < 0.5:
                self._stop(number)

    def _stop(self, number: str) -> None:
        if self._chance.random() < 0.5:
            self._write(number, self._chance.choice(["STOP", "stop", "Acha", "ONDOA"]), what="stop")
        else:
            self._call(number, "stop")

    def _stranger(self) -> None:
        number = self._number(STRANGERS)
        if self._chance.random() < 0.5:
            self._write(number, f"JIUNGE {self._chance.choice(WARDS)}", what="join")
        else:
            self._call(number, "join")
        if self._chance.random() < 0.4:
            time.sleep(self._chance.uniform(0, 4))
            self._stop(number)

    def _block(self) -> None:
        """The operator takes a block of our sender name."""
        with self._lock:
            member = self._members.pop() if self._members else None
        if member is not None:
            number = f"+{CROWD + member}"
            began = time.time()
            self._post.until_taken("optout", {"senderId": "MBIU", "phoneNumber": number})
            self._books.write(blocked=number, began=began)

    def _report_by_text(self) -> None:
        number, token = self._number(REPORTERS), self._token()
        ward = self._chance.choice(WARDS)
        what = self._chance.choice(["wezi wameiba mbuzi", "mapigano ya wachungaji", "ndovu wameharibu shamba"])
        self._write(number, f"RIPOTI {what} {ward} {token}", what="report", token=token)
        if self._await(number, 1) and self._chance.random() < 0.7:
            self._write(number, "2")

    def _ask(self) -> None:
        number, token = self._number(WRITERS), self._token()
        self._write(number, f"Mbegu za mtama zitafika lini {token}?", what="question", token=token)

    def _respond(self) -> None:
        """Responders answer the cases they are sent."""
        for number in (f"+{RESPONDERS + n}" for n in range(MOST_RESPONDERS)):
            for case in filter(None, map(case_in, self._operator.received(number))):
                if (number, case) not in self._answered:
                    self._answered.add((number, case))
                    self._write(number, f"{self._chance.choice('12')} {case}", what="case")
        time.sleep(0.3)

    # By USSD.

    def _report(self) -> None:
        self._call(self._number(REPORTERS), "report", self._token())

    def _ask_by_ussd(self) -> None:
        self._call(self._number(WRITERS), "ask", self._token())

    def _look(self) -> None:
        """One of the crowd who stays reads the warning."""
        self._call(f"+{CROWD + self._chance.randrange(1000) * 3 + 1}", "look")

    def _call(self, number: str, road: str, token: str = "") -> None:
        """Dial until the road was walked to its end, as somebody in earnest does."""
        said: set[str] = set()  # what was typed that must not be told twice
        began = time.time()
        for _ in range(MOST_CALLS):
            session = f"ATUid_{self._chance.getrandbits(96):024x}"
            try:
                last = self._walk(session, number, road, token, said)
            except Broken:
                self._end(session, number, "Incomplete")
                time.sleep(self._chance.uniform(0.3, 1))
                continue
            self._end(session, number, "Success")
            self._books.write(
                called=session, number=number, road=road, token=token, last=last, again="again" in said, began=began
            )
            return
        self._books.write(fault=f"a call ({road}) never came to its end", number=number)

    def _end(self, session: str, number: str, status: str) -> None:
        form = {"sessionId": session, "phoneNumber": number, "serviceCode": "*384*1234#", "status": status}
        self._post.until_taken("ussd-events", {**form, "input": "", "cost": "KES 0.5"})
        self._books.write(ended=session)

    def _walk(self, session: str, number: str, road: str, token: str, said: set[str]) -> str:
        typed: list[str] = []
        for _ in range(MOST_TURNS):
            screen = self._turn(session, number, "*".join(typed))
            if screen.startswith("END "):
                return screen
            key = self._key(screen, road, token, said)
            if key is None:
                return screen
            typed.append(key)
        raise Broken

    def _turn(self, session: str, number: str, typed: str) -> str:
        form = {"sessionId": session, "phoneNumber": number, "networkCode": "63902", "serviceCode": "*384*1234#"}
        asked = {**form, "text": typed}
        screen = self._post.once("ussd", asked)
        if not screen or "jaribu tena" in screen:
            raise Broken
        self._books.write(shown=session, typed=typed, number=number)
        if self._chance.random() < 0.05:  # the gateway asks again
            again = self._post.once("ussd", asked)
            if again and "jaribu tena" not in again and again != screen:
                self._books.write(fault="a repeated turn was answered otherwise", number=number, session=session)
        time.sleep(self._chance.uniform(0, 0.1))
        return screen

    def _key(self, screen: str, road: str, token: str, said: set[str]) -> str | None:
        """What this person presses; None: all was told, and they hang up."""
        lines = [line for line in screen.removeprefix("CON ").splitlines() if line[:1].isdigit() and line[1:2] == " "]
        labels = {line[2:]: line[0] for line in lines}
        if road == "stop":
            return "STOP"
        if "Chagua lugha" in screen:
            return "1"
        if "Endelea?" in screen:  # a call that was cut off
            return "1"
        wanted = {"join": "Pata maonyo", "report": "Ripoti tukio", "ask": "Uliza swali", "look": "Onyo la wadi yangu"}
        if "Nambari za dharura" in labels and "Ripoti tukio" in labels:
            if road == "report" and "token" in said:  # it was told, and only the answer was lost
                return None
            return labels.get(wanted[road])
        if road == "look" and "Zaidi" not in labels:
            return None
        if "Tukutumie SMS" in screen:
            return labels["Hapana"]
        keys = [
            key for label, key in labels.items() if key not in "09" and "Dhuluma" not in label and "Jambo" not in label
        ]
        if keys:
            return "1" if road == "join" else self._chance.choice(keys[:4])
        if "Zaidi" in labels:
            return "9"
        if "sentensi" not in screen and "swali" not in screen:
            return "Sokoni"
        said.add("token" if "token" not in said else "again")
        return f"Karibu na kisima {token}"
