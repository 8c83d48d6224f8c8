"""What a client may write, column by column: smuggled SQL does no more than the pages of the door."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection

from redthread.requests import public as requests
from tests.factories.requests import MONDAY, Desk
from tests.factories.world import Acting, AsOwner, Cast
from tests.security.own import FRESH, copied

# ------------------------------------------------------------ the conversation

MESSAGE = (
    "insert into requests_requestmessage (id, request_id, client_id, info_class, at, by, "
    "by_client, by_title, "
    "audience, kind, language, text) select gen_random_uuid(), %s, access.client_id(), {info_class}, now(), "
    "{by}, {by_client}, {by_title}, 'both', {kind}, 'sv', 'Yes, you may.'"
)
HONEST = {
    "by": "access.actor_id()",
    "by_client": "true",
    "by_title": "''",
    "kind": "'note'",
    "info_class": "131072",
}


def test_a_client_says_what_a_client_says(desk: Desk, cast: Cast, acting: Acting) -> None:
    """The statement of the attacks below is right but for what each of them changes."""
    request = desk.ask(cast.amir)
    with acting(cast.amir), connection.cursor() as cursor:
        cursor.execute(MESSAGE.format(**HONEST), [request])
        assert cursor.rowcount == 1


@pytest.mark.parametrize(
    "lie",
    [
        {"by_client": "false"},
        {"by_client": "false", "by_title": "'Governor'"},
        {"by_title": "'Governor'"},
        {"by": "1"},
        {"kind": "'question'"},
        {"kind": "'forward'"},
        {"info_class": "4194304"},
    ],
)
def test_a_client_does_not_speak_as_staff(
    desk: Desk, cast: Cast, refuses: Callable[..., None], lie: dict[str, str]
) -> None:
    """A message of "the staff" inside the own request would be an answer that nobody gave."""
    refuses(cast.amir, MESSAGE.format(**HONEST | lie), desk.ask(cast.amir))


def test_nobody_speaks_into_anothers_request(desk: Desk, cast: Cast, refuses: Callable[..., None]) -> None:
    """The message is Jonas' own, the request that it would appear in is Amir's."""
    refuses(cast.jonas, MESSAGE.format(**HONEST), desk.ask(cast.amir))


def test_nothing_is_said_after_the_end(desk: Desk, cast: Cast, refuses: Callable[..., None]) -> None:
    """What was answered is not talked about in the same place for ever."""
    request = desk.ask(cast.amir)
    desk.decline(cast.officer, request)
    refuses(cast.amir, MESSAGE.format(**HONEST), request)


def test_staff_speak_under_their_own_name(desk: Desk, cast: Cast, refuses: Callable[..., None]) -> None:
    """Neither as the client nor as a colleague."""
    request, client = desk.ask(cast.amir), str(cast.amir.client_id)
    for lie in ({"by_client": "true"}, {"by_client": "false", "by": "1"}):
        refuses(cast.officer, MESSAGE.format(**HONEST | lie).replace("access.client_id()", client), request)


PICTURE = (
    "insert into requests_requestattachment (id, request_id, client_id, info_class, at, by, "
    "is_paper_form, width, "
    "height, jpeg, thumbnail) select gen_random_uuid(), %s, access.client_id(), 131072, now(), "
    "{by}, {paper}, 1, "
    "1, 'x', 'x'"
)


def test_a_picture_is_a_clients_own(desk: Desk, cast: Cast, refuses: Callable[..., None]) -> None:
    """Not a paper form, not somebody else's, not where the type takes none, not in another's request."""
    request = desk.ask(cast.amir, "property")
    honest = PICTURE.format(by="access.actor_id()", paper="false")
    refuses(cast.amir, PICTURE.format(by="access.actor_id()", paper="true"), request)
    refuses(cast.amir, PICTURE.format(by="1", paper="false"), request)
    refuses(cast.jonas, honest, request)
    with desk.acting(cast.amir), connection.cursor() as cursor:
        cursor.execute(
            "select code from requests_requesttype where not allows_attachment and info_class = 131072"
        )
        closed = {row[0] for row in cursor.fetchall()}
    for code in sorted(closed & {"laundry", "visit", "person"}):
        refuses(cast.amir, honest, desk.ask(cast.amir, code))


# ------------------------------------------------------------ handing in


def test_a_copy_is_a_request(desk: Desk, cast: Cast, acting: Acting) -> None:
    """The statement of the attacks below is right but for what each of them changes."""
    request = desk.ask(cast.amir)
    with acting(cast.amir) as actor, connection.cursor() as cursor:
        requests.withdraw_request(actor=actor, request_id=request, at=MONDAY)
        cursor.execute(copied(request, **FRESH))
        assert cursor.rowcount == 1


LIES = [
    {"filed_by": "filed_by + 1"},
    {"filed_on": "'paper'"},
    {"due_at": "received_at", "escalate_at": "received_at"},
    {"escalate_at": "received_at"},
    {"escalated_to": "'governor'"},
    {"info_class": "info_class | 134217728"},
    {"info_class": "4194304"},
    {"is_private": "not is_private"},
    {"allows_several": "true"},
    {"department_id": "department_id + 1"},
    {"establishment_id": "(select max(id) from estate_establishment)"},
    {"filed_at_establishment_id": "(select max(id) from estate_establishment)"},
    {"unit_id": "null"},
    {"type_code": "'visit'"},
    {"form_version": "form_version + 1"},
    {"grounds": "'Granted.'"},
    {"next_step": "'You get it.'"},
    {"next_step_parts": "'[{}]'"},
    {"ended_by_title": "'Governor'"},
    {"answer_language": "'en'"},
    {"appeal_until": "now() + interval '1 year'"},
    {"taken_by": "1"},
    {"left_behind": "true"},
    {"has_news": "true"},
    {"has_reply": "true"},
    {"first_read_at": "received_at"},
    {"refiled_from_id": "id"},
    {"appealed_from_id": "id"},
]


@pytest.mark.parametrize("lie", LIES, ids=",".join)
def test_a_request_is_handed_in_on_the_terms_of_its_type(
    desk: Desk, cast: Cast, refuses: Callable[..., None], lie: dict[str, str]
) -> None:
    """Class, place, department and promise come from the catalogue; nothing is answered before it is read."""
    request = desk.ask(cast.amir)
    with desk.acting(cast.amir) as actor:
        requests.withdraw_request(actor=actor, request_id=request, at=MONDAY)
    refuses(cast.amir, copied(request, **FRESH | lie))


def test_an_appeal_follows_its_answer(desk: Desk, cast: Cast, refuses: Callable[..., None]) -> None:
    """Not of another's answer, not after its time, not to another department."""
    first = desk.ask(cast.amir)
    desk.decline(cast.officer, first)
    with desk.acting(cast.amir) as actor:
        appeal = requests.appeal_request(
            actor=actor, request_id=first, appeal_id=uuid4(), text="Please look again.", at=MONDAY
        )
    late = {"received_at": "received_at + interval '1 year'", "due_at": "due_at + interval '1 year'"}
    refuses(cast.amir, copied(appeal.id, **late | {"escalate_at": "due_at + interval '1 year'"}))
    refuses(cast.amir, copied(appeal.id, department_id="department_id - 1"))
    refuses(cast.jonas, copied(appeal.id))


# ------------------------------------------------------------ steps

STEPS = [
    "appeal_until = now() + interval '1 year'",
    "escalate_at = null",
    "escalated_to = 'governor'",
    "due_at = due_at + interval '30 days'",
    "pause_reason = 'x'",
    "resumes_on_reply = true",
    "has_news = true",
    "grounds = 'Granted.'",
    "next_step = 'You get it.'",
    "next_step_parts = '[{}]'",
    "ended_by_title = 'Governor'",
    "answer_language = 'en'",
    "return_reason = 'moved'",
    "unit_id = null",
    "left_behind = true",
    "is_private = not is_private",
    "allows_several = true",
    "language = 'xx'",
    "request_type_id = request_type_id + 1",
    "seconds_to_fill = 1",
    "status = 'withdrawn', ended_at = now(), ended_by = 1, escalate_at = null",
    "status = 'in_progress'",
    "status = 'returned', return_reason = 'moved', next_step = 'x', ended_at = now(), ended_by = 1",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_client_changes_no_column_of_staff(
    desk: Desk, cast: Cast, refuses: Callable[..., None], step: str
) -> None:
    request = desk.ask(cast.amir)
    refuses(cast.amir, f"update requests_clientrequest set {step} where id = %s", request)


@pytest.mark.parametrize(
    "step",
    [
        "appeal_until = now() + interval '1 year'",
        "ended_by_title = 'x'",
        "answer_language = 'x'",
        "carried_out_at = now()",
    ],
)
def test_an_answer_that_offers_no_appeal_is_not_made_to(
    desk: Desk, cast: Cast, refuses: Callable[..., None], step: str
) -> None:
    """A time limit is set with the answer or never."""
    request = desk.ask(cast.amir)
    desk.do(
        cast.officer,
        requests.return_request,
        request,
        reason=requests.ReturnReason.INCOMPLETE,
        words=requests.Words(language="en", grounds="", next_step="Say which one."),
    )
    for who in (cast.amir, cast.officer):
        refuses(who, f"update requests_clientrequest set {step} where id = %s", request)


def test_a_pause_ends_with_a_reply_and_not_without(
    desk: Desk, cast: Cast, refuses: Callable[..., None]
) -> None:
    request = desk.ask(cast.amir)
    desk.do(cast.manager, requests.pause_request, request, reason="We wait for the kitchen.")
    refuses(
        cast.amir,
        "update requests_clientrequest set paused_at = null, pause_reason = '', has_reply = true, "
        "escalate_at = due_at "
        "where id = %s",
        request,
    )


@pytest.mark.parametrize(
    ("who", "step"),
    [
        ("officer", "satisfied = true"),
        (
            "officer",
            "status = 'withdrawn', ended_at = now(), ended_by = access.actor_id(), escalate_at = null",
        ),
        ("officer", "status = 'declined', grounds = 'x', ended_at = now(), ended_by = 1, escalate_at = null"),
        ("officer", "taken_by = 1"),
        ("officer", "department_id = (select max(id) from organisations_department)"),
        ("officer", "establishment_id = (select max(id) from estate_establishment)"),
        ("officer", "unit_id = null"),
        ("officer", "left_behind = true"),
    ],
)
def test_staff_do_not_speak_for_others(
    desk: Desk, cast: Cast, refuses: Callable[..., None], who: str, step: str
) -> None:
    """Not for the client, not for a colleague, and they move no request."""
    request = desk.ask(cast.amir)
    if step.startswith("satisfied"):
        desk.decline(cast.officer, request)
    refuses(getattr(cast, who), f"update requests_clientrequest set {step} where id = %s", request)


def test_a_verdict_is_given_once_and_in_the_own_name(
    desk: Desk, cast: Cast, as_owner: AsOwner, refuses: Callable[..., None]
) -> None:
    """A second reader cannot lend a name, and does not change what another second reader said."""
    request = desk.ask(cast.amir)
    desk.decline(cast.officer, request)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "insert into requests_secondreading (request_id, client_id, info_class, "
            "establishment_id, drawn_at, decided_by, "
            "verdict, note) select id, client_id, info_class, establishment_id, now(), ended_by, '', '' "
            "from requests_clientrequest where id = %s on conflict do nothing",
            [request],
        )
        cursor.execute(
            "update access.actor set permissions = permissions || array['requests.second_read'] "
            "where id = %s",
            [cast.manager.actor_id],
        )
    said = (
        "update requests_secondreading set read_at = now(), read_by = {by}, verdict = 'agrees' "
        "where request_id = %s"
    )
    refuses(cast.manager, said.format(by="1"), request)
    with desk.acting(cast.manager), connection.cursor() as cursor:
        cursor.execute(said.format(by="access.actor_id()"), [request])
        assert cursor.rowcount == 1
    refuses(cast.manager, said.format(by="access.actor_id()"), request)
