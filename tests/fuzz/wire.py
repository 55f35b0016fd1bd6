"""One kept connection to the web, written by hand: a client of others would put right what is to be wrong."""

import asyncio
import time

from tests.fuzz.visits import Asked


class Connection:
    """Opened anew after whatever ends it. `waits` are the seconds of every answer, `longest` those it may take."""

    def __init__(self, port: int, waits: list[float], longest: float) -> None:
        self._port, self._waits, self._longest = port, waits, longest
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, asked: Asked) -> tuple[int, bytes]:
        """Status and body; 0 when no answer came within the longest wait. A kept connection may be closed: then once more."""
        began = time.perf_counter()
        for kept in (self._streams is not None, False):
            try:
                answer = await asyncio.wait_for(self._ask(asked), self._longest)
            except (OSError, EOFError, ValueError) as error:
                self.close()
                if kept and not isinstance(error, TimeoutError):
                    continue
                return 0, repr(error).encode()
            self._waits.append(time.perf_counter() - began)
            return answer
        raise AssertionError

    async def _ask(self, asked: Asked) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        lines = [f"{asked.method} {asked.path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(asked.body)}"]
        lines += [f"{name}: {value}" for name, value in asked.all_headers()]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        writer.write(asked.body)
        head = await reader.readuntil(b"\r\n\r\n")
        while head.startswith(b"HTTP/1.1 100 "):
            head = await reader.readuntil(b"\r\n\r\n")
        status, low = int(head.split(b" ", 2)[1]), head.lower()
        body = b"" if asked.method == "HEAD" or status in (204, 304) else await self._body(reader, low)
        if b"connection: close" in low:
            self.close()
        return status, body

    async def _body(self, reader: asyncio.StreamReader, low: bytes) -> bytes:
        if b"transfer-encoding: chunked" in low:
            body = b""
            while size := int((await reader.readline()).split(b";")[0], 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readline()
            return body
        return await reader.readexactly(int(low.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0))

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
        self._streams = None
