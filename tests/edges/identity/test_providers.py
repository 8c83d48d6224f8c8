"""What answers in place of an identity provider is refused when it is not as the standard says."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from redthread.edges.identity import CodeUnknownError, Providers, ProviderUnreachableError
from redthread.edges.identity import providers as module


@contextmanager
def serving(
    status: int, body: bytes, headers: dict[str, str] | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Serve one answer for every question; yield the address and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.command} {self.path} {self.headers.get('Authorization', '')}".strip())
            length = int(self.headers.get("Content-Length", 0))
            if length:
                asked.append(self.rfile.read(length).decode())
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - named by http.server

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by http.server
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (302, b"", {"Location": "http://127.0.0.1:9/"}),
        (500, b"{}", {}),
        (404, b"{}", {}),
        (200, b"<html>", {}),
        (200, b"[]", {}),
        (200, b"\xff\xfe", {}),
        (200, b'{"issuer": "https://somebody-else.example"}', {}),
        (200, b"{}", {}),
        (200, b'{"a": "' + b"x" * module.LONGEST_ANSWER + b'"}', {}),
    ],
)
def test_what_is_not_as_it_must_be_is_refused(status: int, body: bytes, headers: dict[str, str]) -> None:
    with serving(status, body, headers) as (address, _), pytest.raises(ProviderUnreachableError):
        Providers().discover(address)


def test_answers_are_kept_for_an_hour_and_fresh_ones_asked_for() -> None:
    with serving(200, b'{"keys": []}') as (address, asked):
        found = Providers()
        for _ in range(3):
            found.fetch_keys(address, fresh=False)
        found.fetch_keys(address, fresh=True)
    assert len(asked) == 2


def test_who_did_not_answer_is_left_alone_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with serving(500, b"{}") as (address, asked):
        found = Providers()
        for _ in range(3):
            with pytest.raises(ProviderUnreachableError):
                found.discover(address)
        assert len(asked) == 1
        now[0] += module.PAUSE_SECONDS + 1
        with pytest.raises(ProviderUnreachableError):
            found.discover(address)
    assert len(asked) == 2


def test_a_code_is_exchanged_with_the_secret_in_the_header() -> None:
    with serving(200, json.dumps({"id_token": "t"}).encode()) as (address, asked):
        Providers().exchange(
            f"{address}/token", client_id="a:b", secret="ö %", code="c", code_verifier="v", redirect_uri="r"
        )
        Providers().exchange(f"{address}/token", client_id="public", secret="", code="c")
    assert asked[0] == "POST /token Basic YSUzQWI6JUMzJUI2JTIwJTI1"
    assert asked[1] == "grant_type=authorization_code&code=c&code_verifier=v&redirect_uri=r"
    assert asked[2] == "POST /token"
    assert "client_id=public" in asked[3]


@pytest.mark.parametrize(
    "address", ["http://umea.example", "ftp://umea.example", "umea", "https://", "https://[::1"]
)
def test_only_https_is_asked_and_this_machine(address: str) -> None:
    with pytest.raises(ProviderUnreachableError):
        Providers().fetch_keys(address, fresh=False)


def test_a_code_that_the_provider_did_not_give_is_told_apart_from_a_provider_in_trouble() -> None:
    for status, error in ((400, CodeUnknownError), (401, ProviderUnreachableError)):
        with (
            serving(status, b'{"error": "invalid_grant"}') as (address, _asked),
            pytest.raises(error) as told,
        ):
            Providers().exchange(f"{address}/token", client_id="c", secret="s", code="made-up")
        assert isinstance(told.value, CodeUnknownError) == (status == 400)
