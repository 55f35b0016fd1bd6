"""Telephones at the hooks: many at once over kept connections, cheap to play, each answer looked at."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bot.screens import BACK_KEY, MORE_KEY
from tests.bench.stage import TOKEN

MOST_SCREENS = 30  # of one session; the longest road has a dozen
SENTENCE = "Wezi wa mifugo wanne karibu na kisima"


class WrongAnswer(Exception):
    """A door answered what it never should; the figure would measure something else."""


@dataclass
class Door:
    """One connection to the web. `waits` are the seconds each answer took.

    `thumb`: how many seconds, about, a person looks for the next key; some are quicker and some slower.
    """

    port: int
    thumb: float = 0.0
    waits: list[float] = field(default_factory=list)

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def knock(self, what: str, form: dict[str, str]) -> str:
        """Post one callback of Africa's Talking; the body of the answer. Raises `WrongAnswer`."""
        body = urlencode(form).encode()
        head = (
            f"POST /hooks/{TOKEN}/africastalking/{what} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        began = time.perf_counter()
        self._writer.write(head.encode() + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(answer.partition("content-length:")[2].partition("\r\n")[0])
        text = (await self._reader.readexactly(length)).decode()
        self.waits.append(time.perf_counter() - began)
        if " 200 " not in answer.partition("\r\n")[0]:
            raise WrongAnswer(f"{what}: {answer.partition(chr(13))[0]}")
        if "connection: close" in answer:
            self.close()
            await self.open()
        return text

    async def dial(self, session: str, phone: str, first: str) -> None:
        """A whole session: `first` is the key on the menu, then whatever the screens ask for."""
        typed: list[str] = []
        for _ in range(MOST_SCREENS):
            form = {"sessionId": session, "phoneNumber": phone, "serviceCode": "*384*1234#", "text": "*".join(typed)}
            screen = await self.knock("ussd", form)
            if screen.startswith("END "):
                return
            if not screen.startswith("CON "):
                break
            typed.append(_key(screen.removeprefix("CON "), "1" if typed else first))
            await asyncio.sleep(self.thumb * random.uniform(0.5, 1.5))
        raise WrongAnswer("a USSD session did not come to its end")

    def close(self) -> None:
        self._writer.close()


def _key(screen: str, wanted: str) -> str:
    """What a thumb does: the wanted key where there is one, more where there is more, else a sentence."""
    keys = {line[0] for line in screen.splitlines() if line[:1].isdigit() and line[1:2] == " "}
    numbered = keys - {MORE_KEY, BACK_KEY}
    if numbered:
        return wanted if wanted in numbered else min(numbered)
    return MORE_KEY if MORE_KEY in keys else SENTENCE


@asynccontextmanager
async def doors(port: int, count: int, thumb: float = 0.0) -> AsyncIterator[list[Door]]:
    """So many open connections."""
    opened = [Door(port, thumb) for _ in range(count)]
    await asyncio.gather(*(door.open() for door in opened))
    try:
        yield opened
    finally:
        for door in opened:
            door.close()
