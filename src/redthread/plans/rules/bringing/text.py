"""From bytes to a table: encoding, separator, rows.

Office programs of municipalities write CSV in UTF-8 with or without a mark, in UTF-16 ("Unicode text"), and
in the Windows form of Latin-1, with commas, semicolons or tabs.
"""

import codecs
import csv
import io
from enum import StrEnum
from typing import Final

MOST_BYTES: Final = 2_000_000
_SEPARATORS: Final = ";,\t"


class TextFault(StrEnum):
    """Why a file is not read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"


class UnreadableTextError(ValueError):
    """The bytes are no table that can be read; ``fault`` says why."""

    def __init__(self, fault: TextFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def decode(data: bytes) -> str:
    """Return the text of a file, in whichever of the usual encodings it is.

    Raises:
        UnreadableTextError: it is empty, larger than 2 megabytes, or no text (a spreadsheet file, a picture).
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableTextError(TextFault.EMPTY)
    if len(data) > MOST_BYTES:
        raise UnreadableTextError(TextFault.TOO_LARGE)
    text = _decode(data).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if any(ord(c) < ord(" ") and c not in "\n\t" for c in text):
        raise UnreadableTextError(TextFault.NOT_TEXT)
    if not text.strip():
        raise UnreadableTextError(TextFault.EMPTY)
    return text


def _decode(data: bytes) -> str:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        if b"\0" in data[:200]:  # UTF-16 without its mark: every second byte of Latin letters is zero
            return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in data:
            raise UnreadableTextError(TextFault.NOT_TEXT) from None
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:  # five bytes mean nothing there and something in Latin-1
            return data.decode("latin-1")


def rows_of(text: str) -> list[list[str]]:
    """Return the rows of a table, cells stripped, empty rows left out; Excel's ``sep=;`` line is heeded.

    Raises:
        UnreadableTextError: quotes that never end swallow the file.
    """
    first, _, rest = text.lstrip("\n").partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        separator, text = first.strip()[-1], rest
    else:
        separator = max(_SEPARATORS, key=first.count)
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
        rows = [[" ".join(cell.split()) for cell in row] for row in read]
    except csv.Error:
        raise UnreadableTextError(TextFault.NOT_TEXT) from None
    return [row for row in rows if any(row)]
