"""Sending what is due, into a list."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.db import connection

from redthread.foundation.session import acting_as_system
from redthread.notices.public import Mail, NotDeliveredError, connect_outgoing, send_next
from redthread.project import outside


@dataclass(slots=True)
class Basket:
    """Takes mails, or refuses them as a server would."""

    mails: list[Mail] = field(default_factory=list)
    refusal: NotDeliveredError | None = None

    def send(self, mail: Mail) -> None:
        """Take one mail."""
        if self.refusal is not None:
            raise self.refusal
        self.mails.append(mail)


def use(basket: Basket) -> None:
    """Let mails go into a basket from now on."""
    connect_outgoing(replace(outside.outgoing(), postman=basket))


def send_all(*, at: datetime | None = None) -> int:
    """Send what is due as the job does; return how many mails were taken or given up."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        before = cursor.fetchone()[0]
        cursor.execute("set role rt_job")
    sent = 0
    while True:
        with acting_as_system("notices") as actor:
            if not send_next(actor=actor, at=at or datetime.now(UTC)):
                break
        sent += 1
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{before}"')
    return sent


def sent_mails() -> list[Mail]:
    """Send everything that is due and return the mails."""
    basket = Basket()
    use(basket)
    send_all()
    return basket.mails
