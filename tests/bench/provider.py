"""An Africa's Talking on loopback that answers at once, in a process of its own so that it costs us no time."""

import json
import multiprocessing
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        numbers = form["to"][0].split(",")
        recipients = [
            {"statusCode": 101, "number": n, "status": "Success", "cost": "KES 0.8000", "messageId": f"ATXid_{n[1:]}"}
            for n in numbers
        ]
        answer = json.dumps({"SMSMessageData": {"Message": "Sent", "Recipients": recipients}}).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def _serve(port: "multiprocessing.queues.Queue[int]") -> None:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        port.put(server.server_address[1])
        server.serve_forever()


@contextmanager
def provider() -> Iterator[str]:
    """Its address, for as long as the block lasts."""
    context = multiprocessing.get_context("spawn")
    port: multiprocessing.queues.Queue[int] = context.Queue()
    process = context.Process(target=_serve, args=(port,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{port.get(timeout=20)}"
    finally:
        process.terminate()
        process.join()
