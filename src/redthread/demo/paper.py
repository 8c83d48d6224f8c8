"""The photo of a paper form that somebody entered: our own drawing, with what it says."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from redthread.demo.copying import Ready, ready


@dataclass(frozen=True, slots=True)
class Paper:
    """A filled paper form; ``size`` is width and height of ``jpeg`` in pixels."""

    type_code: str
    answers: Ready
    jpeg: bytes
    thumbnail: bytes
    size: tuple[int, int]


def read_paper(folder: Path, language: str) -> Paper | None:
    """Return the paper form of the demonstration; None where it is in another language than the house's."""
    said = tomllib.loads((folder / "form.toml").read_text("utf-8"))
    if said["language"] != language:
        return None
    return Paper(
        said["type"],
        ready(said["answers"]),
        (folder / "form.jpg").read_bytes(),
        (folder / "thumbnail.jpg").read_bytes(),
        (said["width"], said["height"]),
    )
