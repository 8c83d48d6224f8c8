"""Mail really leaves, by SMTP, to a server that really listens; and says plainly when it does not."""

import stat
from pathlib import Path
from urllib.parse import quote

import pytest

from redthread.edges.mail import Folder, Letter, MailError, MailServer, MailServerAddressError, open_mail
from tests.edges.mail.smtp import PASSWORD, USER, Letterbox, make_certificate, serving

LETTER = Letter("<1@redthread.example>", "desk@umea.example", "sv", "Något väntar på dig", "Logga in: طريق\n")


def opened(url: str, tmp_path: Path) -> MailServer | Folder:
    return open_mail(url, sender="redthread@example.org", folder=tmp_path / "mail")


def test_a_letter_arrives_as_it_was_written(tmp_path: Path) -> None:
    box = Letterbox()
    with serving(box) as port:
        opened(f"smtp://127.0.0.1:{port}?tls=none", tmp_path).send(LETTER)
    (found,) = box.arrived
    assert (found["To"], found["From"]) == ("desk@umea.example", "redthread@example.org")
    assert found["Subject"] == "Något väntar på dig"
    assert found["Message-ID"] == "<1@redthread.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert "Logga in: طريق" in found.get_content()  # type: ignore[attr-defined]


def test_the_connection_is_secured_and_the_login_sent_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, certificate = Letterbox(), make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(box, certificate=certificate, login=True) as port:
        opened(f"smtp://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}", tmp_path).send(LETTER)
        with pytest.raises(MailError) as refused:
            opened(f"smtp://{USER}:wrong@127.0.0.1:{port}", tmp_path).send(LETTER)
        assert refused.value.is_server
        with pytest.raises(MailError):
            opened(f"smtp://127.0.0.1:{port}?tls=none", tmp_path).send(LETTER)
    assert len(box.arrived) == 1


def test_a_certificate_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    box = Letterbox()
    with (
        serving(box, certificate=make_certificate(tmp_path)) as port,
        pytest.raises(MailError) as refused,
    ):
        opened(f"smtp://127.0.0.1:{port}", tmp_path).send(LETTER)
    assert refused.value.is_server
    assert box.arrived == []


@pytest.mark.parametrize(
    ("answer", "is_final"),
    [("550 no such user", True), ("551 gone", True), ("450 greylisted", False), ("552 box is full", False)],
)
def test_an_address_that_does_not_exist_is_final_and_a_full_box_is_not(
    tmp_path: Path, answer: str, *, is_final: bool
) -> None:
    with serving(Letterbox(refuse={LETTER.address: answer})) as port, pytest.raises(MailError) as refused:
        opened(f"smtp://127.0.0.1:{port}?tls=none", tmp_path).send(LETTER)
    assert (refused.value.is_final, refused.value.is_server) == (is_final, False)
    assert answer[:3] in refused.value.said


def test_a_letter_refused_after_its_content_may_be_tried_again(tmp_path: Path) -> None:
    with serving(Letterbox(data_answer="451 later")) as port, pytest.raises(MailError) as refused:
        opened(f"smtp://127.0.0.1:{port}?tls=none", tmp_path).send(LETTER)
    assert not refused.value.is_final


def test_a_server_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    with serving(Letterbox()) as port:
        pass
    with pytest.raises(MailError) as refused:
        opened(f"smtp://127.0.0.1:{port}?tls=none", tmp_path).send(LETTER)
    assert refused.value.is_server


def test_without_a_server_letters_lie_in_a_folder_for_nobody_else(tmp_path: Path) -> None:
    opened("", tmp_path).send(LETTER)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "1.eml"
    assert "desk@umea.example" in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example",
        "mail.example:25",
        "smtp://",
        "smtp://mail.example:99999",
        "smtp://mail.example:x",
        "smtp://mail.example?tls=perhaps",
        "smtp://user:secret@mail.example?tls=none",
        "smtp://[::1",
        "smtp://user:p%C3%A4ss@mail.example",
    ],
)
def test_an_address_that_makes_no_sense_or_would_leak_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(MailServerAddressError):
        opened(url, tmp_path)


def test_ports_and_security_follow_from_the_address(tmp_path: Path) -> None:
    found = [
        opened(url, tmp_path)
        for url in (
            "smtp://m.example",
            "smtp://u:p@m.example",
            "smtps://m.example",
            "smtp://m.example:2525?tls=none",
        )
    ]
    assert [(f.port, f.tls) for f in found if isinstance(f, MailServer)] == [
        (25, "starttls"),
        (587, "starttls"),
        (465, "smtps"),
        (2525, "none"),
    ]
