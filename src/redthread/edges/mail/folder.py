"""Where there is no mail server yet: messages lie in a folder, one file each, for any mail program."""

import os
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from redthread.edges.mail.letter import Letter


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of messages, readable by the service's user alone."""

    path: Path
    sender: str

    def send(self, message: Letter) -> None:
        """Write one message, whole or not at all.

        Raises:
            OSError: the folder cannot be written to.
        """
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = self.sender, message.address, message.subject
        made["Message-ID"] = message.message_id
        made.set_content(message.text)
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = re.sub(r"[^0-9a-zA-Z-]", "", message.message_id.split("@")[0])
        draft = self.path / f".{name}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(bytes(made))
        draft.replace(self.path / f"{name}.eml")
