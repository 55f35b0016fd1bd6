"""A line to PostgreSQL that can be cut: what is on it then goes nowhere, and nobody is told."""

import contextlib
import selectors
import socket
import threading
from pathlib import Path


class Line:
    """Listens on loopback and hands on to a server's own socket, for as long as the block lasts."""

    def __init__(self, server: Path) -> None:
        self._server = str(server)
        self._whole = threading.Event()
        self._whole.set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> "Line":
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def cut(self) -> None:
        self._whole.clear()

    def mend(self) -> None:
        """New callers are heard again; what was on the line when it was cut is lost for good."""
        self._whole.set()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        if not self._whole.is_set():  # it was accepted by the system; nothing ever answers
            self._whole.wait()
            near.close()
            return
        far = socket.socket(socket.AF_UNIX)
        far.connect(self._server)
        ways = selectors.DefaultSelector()
        ways.register(near, selectors.EVENT_READ, far)
        ways.register(far, selectors.EVENT_READ, near)
        with near, far, contextlib.suppress(OSError):
            while True:
                for key, _ in ways.select():
                    piece = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    if not self._whole.is_set():
                        self._whole.wait()
                        return
                    if not piece:
                        return
                    key.data.sendall(piece)
