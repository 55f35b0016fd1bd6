"""What goes over the wire is packed where it is words, and kept by browsers where its address names what is in it."""

import gzip
import re

from flask import Flask, Response
from flask.testing import FlaskClient

from bot.compression import packed
from tests.bot.conftest import SignIn

PROOF = re.compile(rb'name="csrf_token" value="[^"]*"')  # another one every second
TAKES_GZIP = {"Accept-Encoding": "gzip, br"}


def test_a_page_goes_out_packed_and_reads_the_same(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "mwende")
    plain = client.get("/console/bulletins/new")

    packed = client.get("/console/bulletins/new", headers=TAKES_GZIP)

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 3
    assert PROOF.sub(b"", gzip.decompress(packed.data)) == PROOF.sub(b"", plain.data)
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (plain, packed))


def test_the_same_page_is_not_always_as_long() -> None:
    page = b"Maji ni uhai. " * 200

    answers = [packed(page) for _ in range(8)]

    assert len({len(answer) for answer in answers}) > 1
    assert {gzip.decompress(answer) for answer in answers} == {page}


def test_a_stylesheet_is_packed_and_kept_while_its_address_names_it(client: FlaskClient) -> None:
    [address] = re.findall(r'"(/static/console.css\?v=\w{10})"', client.get("/console/sign-in").text)

    with client.get(address, headers=TAKES_GZIP) as sheet:
        assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert sheet.headers["Content-Encoding"] == "gzip"
        assert b"--ink" in gzip.decompress(sheet.data)
        known = {**TAKES_GZIP, "If-None-Match": sheet.headers["ETag"]}
    with client.get(address, headers=known) as sheet:
        assert sheet.status_code == 304
    for other in ("/static/console.css", "/static/console.css?v=0123456789"):
        with client.get(other) as sheet:
            assert sheet.headers["Cache-Control"] == "no-cache"


def test_what_is_no_words_a_stream_or_for_a_provider_is_left_alone(app: Flask) -> None:
    words = "Maji ni uhai. " * 200
    answers = {
        ("/alerts/words", "public.words"): lambda: Response(words, mimetype="text/plain"),
        ("/alerts/paper", "public.paper"): lambda: Response(words, mimetype="application/pdf"),
        ("/hooks/words", "hooks.words"): lambda: Response(words, mimetype="text/plain"),
        ("/scripts/link/1/stream", "station_door.stream"): lambda: Response(iter([words]), mimetype="text/plain"),
    }
    for (path, endpoint), answer in answers.items():
        app.add_url_rule(path, endpoint, answer)
    client = app.test_client()

    packed = [path for path, _ in answers if "gzip" in client.get(path, headers=TAKES_GZIP).headers.values()]

    assert packed == ["/alerts/words"]
