"""My sentence: where I stand on the line, each date, and how it came to be."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from redthread.custody.public import dates_of, facts_of, find_sentence, find_status, say_legal
from redthread.doors.acting import actor_of
from redthread.doors.client.page import find_zone, render_page
from redthread.doors.sentence_line import date_lines, line_of
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.ui.words import local_day


@require_safe
def sentence(request: HttpRequest) -> HttpResponse:
    """Show a client their own sentence: the same line and the same steps as the staff see, in easy words."""
    client_id = require_client(actor_of(request))
    tz = find_zone(client_id)
    status, found = find_status(client_id=client_id), find_sentence(client_id=client_id)
    page = {
        "status": say_legal(status.status, to_client=True) if status else "",
        "in_remand": status is not None and status.status == "remand",
        "has_sentence": found is not None,
    }
    if found is not None:
        today = local_day(clock.now(), tz)
        dates, facts = dates_of(found), facts_of(found)
        page |= {
            "line": line_of(dates, starts_on=facts.starts_on, today=today, to_client=True, tz=tz),
            "dates": date_lines(dates, to_client=True, tz=tz),
            "changed": found.reason,
        }
    return render_page(request, "client/sentence/sentence.jinja", page)
