"""What is sent as a picture and is none, or is far too much of one, is refused, and nothing is kept."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from tests.security.conftest import DANIEL, photo
from tests.security.ways import hand_in
from tests.support.service import Service
from tests.support.visitor import Visitor

MEGABYTES_MOST = 12


def bomb(side: int = 30_000) -> bytes:
    """Return a PNG of a few hundred kilobytes that unpacks to gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (side * 3 + 1)
    data = b"".join(packer.compress(row) for _line in range(400)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def of_kind(kind: str) -> bytes:
    """Return an honest picture of a format that is not taken."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, kind)
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PHP = photo()[:400] + b"<?php system($_GET['x']); ?>"
ATTACKS = {
    "text": b"I am not a picture.",
    "empty": b"",
    "svg": SVG,
    "html": b"<!doctype html><script>alert(1)</script>",
    "cut off": photo()[:300],
    "code in a picture": PHP,
    "bomb": bomb(),
    "tiff": of_kind("TIFF"),
    "gif": of_kind("GIF"),
    "zip": b"PK\x03\x04" + b"\0" * 500,
    "too much": b"\xff\xd8\xff" + b"\0" * (MEGABYTES_MOST * 1_000_000 + 1_000),
}


@pytest.fixture(scope="module")
def asked(service: Service) -> tuple[Visitor, str]:
    """Daniel, and a request of his that takes pictures."""
    service.end_open_requests(DANIEL)
    client = Visitor(service).enrol().sign_in_client(service.numbers[DANIEL])
    return client, hand_in(client, "management", {"about": "other", "text": "See the picture."})


def count(service: Service, request: str) -> int:
    """Return how many pictures are kept."""
    with service.owner() as owner:
        found = owner.execute(
            "select count(*) from requests_requestattachment where request_id = %s", [request]
        ).fetchone()
    return int(found[0]) if found else 0


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("claims", ["image/jpeg", "../../etc/passwd"])
def test_what_is_no_picture_is_refused(
    service: Service, asked: tuple[Visitor, str], name: str, claims: str
) -> None:
    client, request = asked
    before = count(service, request)
    kind = "image/jpeg" if "/etc" in claims else claims
    answer = client.post(
        f"/my/requests/{request}/photos", files={"photo": (f"{claims}.jpg", ATTACKS[name], kind)}
    )
    assert 400 <= answer.status < 500, answer
    assert "Traceback" not in answer.text
    assert b"alert(1)" not in answer.body
    assert count(service, request) == before
    assert client.get("/my/").status == 200


def test_a_picture_comes_back_without_what_was_hidden_in_it(
    service: Service, asked: tuple[Visitor, str]
) -> None:
    client, request = asked
    file = io.BytesIO()
    data = Image.Exif()
    data[0x010E] = "hidden where it was taken"
    Image.new("RGB", (640, 480), (10, 90, 90)).save(file, "JPEG", exif=data)
    picture = file.getvalue() + b"<script>alert(1)</script>"
    assert client.post(
        f"/my/requests/{request}/photos", files={"photo": ("x.jpg", picture, "image/jpeg")}
    ).way.endswith("?photo")
    page = client.get(f"/my/requests/{request}")
    address = next(link for link in page.links if "/photos/" in link)
    answer = client.get(address)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert b"hidden where" not in answer.body
    assert b"alert" not in answer.body
    assert Image.open(io.BytesIO(answer.body)).size[0] <= 640


def test_a_picture_sent_twice_at_once_or_for_another_is_not_taken(
    service: Service, asked: tuple[Visitor, str], visitor: Callable[..., Visitor]
) -> None:
    _client, request = asked
    before = count(service, request)
    other = visitor().enrol().sign_in_client(service.numbers["Jonas Lundgren"])
    answer = other.post(f"/my/requests/{request}/photos", files={"photo": ("x.jpg", photo(), "image/jpeg")})
    assert answer.status == 404
    assert count(service, request) == before
