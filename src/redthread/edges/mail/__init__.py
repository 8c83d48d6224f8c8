"""Mail: hands messages to an SMTP server, or puts them into a folder where there is none."""

from redthread.edges.mail.folder import Folder
from redthread.edges.mail.letter import Letter
from redthread.edges.mail.server import MailError, MailServer, MailServerAddressError, open_mail

__all__ = ["Folder", "Letter", "MailError", "MailServer", "MailServerAddressError", "open_mail"]
