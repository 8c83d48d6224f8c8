"""Whatever happens to people, in whatever order: nothing is lost, nobody sees more, the thread explains it.

Two people at Hall and one at Kumla; rules are the person events, invariants what must hold after each.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from redthread.custody import public as custody
from redthread.foundation.errors import DomainError
from redthread.people import public as people
from redthread.requests.models import ClientRequest
from redthread.timetable import public as timetable
from tests.factories.moves import transfer

START = datetime.now(UTC) - timedelta(days=30)
ROOMS = ("C201", "C203", "D202", "A202", "A203")
STEPS = st.sampled_from(
    (
        *("ask", "book", "move", "transfer", "arrive", "out", "back"),
        *("restrict", "withdraw", "release", "receive", "merge", "undo"),
    )
)
MOVES = st.lists(st.tuples(STEPS, st.integers(0, 1), st.sampled_from(ROOMS)), min_size=4, max_size=14)


TOLD = [
    ("ask", 0, "C201"),
    ("book", 0, "C201"),
    ("book", 0, "C203"),
    ("out", 0, "C201"),
    ("merge", 0, "C201"),
    ("transfer", 0, "A202"),
    ("back", 0, "A202"),
    ("restrict", 0, "A202"),
    ("arrive", 0, "A202"),
    ("move", 0, "A203"),
    ("undo", 0, "A203"),
    ("receive", 1, "C203"),
    ("ask", 1, "C203"),
    ("release", 0, "C203"),
]
"""Out to court, found to be somebody known, moved, found not to be, and the other one comes in."""


@pytest.fixture
def everywhere(cast, as_owner):
    """The governor of Hall, holding the role for the whole service."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update access.reach_grant set scope_kind = 'service', scope_id = null where actor_id = %s",
            [cast.governor.actor_id],
        )
        cursor.execute("select access.refresh_actor(%s)", [cast.governor.actor_id])
    return cast.governor


PURSES = (12_500, 4_000)
"""What each of the two has on the account, in minor units."""


def fill_purses(cast, world, as_owner):
    """Give both money, by the books of Hall."""
    hall = world.establishments["hall"]
    with as_owner(), connection.cursor() as cursor:
        for kind in ("pay_in", "pay_out", "reservations", "kiosk_sales"):
            cursor.execute(
                "insert into money_account (kind, establishment_id, currency, balance) "
                "values (%s, %s, 'SEK', 0) on conflict do nothing",
                [kind, hall],
            )
        for member, amount in zip((cast.amir, cast.leila), PURSES, strict=True):
            cursor.execute("select money.ensure_client_accounts(%s, 'SEK')", [member.client_id])
            cursor.execute(
                "with t as (insert into money_transfer (id, client_id, establishment_id, reason, amount, "
                "kept, text, at, recorded_at, by_actor_id) values (gen_random_uuid(), %s, %s, 'deposit', %s, "
                "0, '', now(), now(), %s) returning id) select money.post(t.id, %s, %s, 'SEK', k.kind, "
                "k.amount) from t, (values ('pay_in', -%s::bigint), ('spendable', %s)) k(kind, amount)",
                [
                    *(member.client_id, hall, amount, cast.kiosk_clerk.actor_id),
                    *(member.client_id, hall, amount, amount),
                ],
            )


class Course:
    """Two people, what they asked, and the clock."""

    def __init__(self, desk, cast, world, acting, governor):
        self.desk, self.cast, self.world, self.acting, self.governor = desk, cast, world, acting, governor
        self.people = (cast.amir, cast.leila)
        self.asked: list = []
        self.booked: list = []
        self.restricted: list = []
        self.merged = None
        self.merges = 0
        self.at = START

    def step(self, what, who, room):
        self.at += timedelta(hours=2)
        member = self.people[who]
        if what == "ask":
            if self.merged is not None:
                return
            with self.acting(member):
                held = custody.find_place(client_id=member.client_id) is not None
            if held:
                self._ask(member)
            return
        with self.acting(self.governor) as actor:
            try:
                with transaction.atomic():
                    getattr(self, f"_{what}")(actor, member.client_id, self.world.rooms[room])
            except (DomainError, people.Client.DoesNotExist):
                return  # refused with a sentence: nothing happened

    def _ask(self, member):
        kind = "property" if len(self.asked) % 2 else "person"
        try:
            with transaction.atomic():
                self.asked.append((member.client_id, self.desk.ask(member, kind, at=self.at)))
        except DomainError:
            return

    def _book(self, actor, client_id, room_id):
        if self.merged is not None:
            return
        place = custody.find_place(client_id=client_id)
        if place is None or place.establishment_id != self.world.establishments["hall"]:
            return  # one books at one's own place
        begins = self.at + timedelta(days=3)
        made = timetable.make_booking(
            actor=actor,
            new=timetable.NewBooking(
                kind="visit" if room_id % 2 else "court",
                establishment_id=place.establishment_id,
                starts_at=begins,
                ends_at=begins + timedelta(hours=1),
                parties=timetable.Parties(clients=(client_id,)),
            ),
            at=self.at,
        )
        self.booked.append((client_id, made.id))

    def _restrict(self, actor, client_id, _room):
        rows, _effects = custody.impose_restrictions(
            actor=actor,
            client_id=client_id,
            decision=custody.Decision(
                id=uuid4(),
                channels=[custody.Channel.VISITS],
                number=f"Å {len(self.restricted)}-26",
                decided_by="Åklagarmyndigheten",
                begins_at=self.at,
                ends_at=None,
            ),
            at=self.at,
        )
        self.restricted.append((client_id, rows[0].id))

    def _withdraw(self, actor, client_id, _room):
        for whose, restriction_id in self.restricted:
            if whose == client_id:
                custody.withdraw_restriction(
                    actor=actor,
                    client_id=client_id,
                    restriction_id=restriction_id,
                    reason="Entered for the wrong person.",
                    at=self.at,
                )

    def _move(self, actor, client_id, room_id):
        custody.move_client(actor=actor, client_id=client_id, room_id=room_id, at=self.at)

    def _transfer(self, actor, client_id, room_id):
        transfer(actor, client_id, room_id, self.at)

    def _arrive(self, actor, client_id, _room):
        journey = custody.find_open_transfer(client_id=client_id)
        if journey is not None:
            custody.confirm_arrival(actor=actor, transfer_id=journey.id, at=self.at)

    def _out(self, actor, client_id, _room):
        custody.let_out(
            actor=actor,
            client_id=client_id,
            reason=custody.AbsenceReason.COURT,
            place="",
            expected_back_at=None,
            at=self.at,
        )

    def _back(self, actor, client_id, _room):
        custody.take_back(actor=actor, client_id=client_id, at=self.at)

    def _release(self, actor, client_id, _room):
        custody.release_client(actor=actor, client_id=client_id, at=self.at)

    def _receive(self, actor, client_id, room_id):
        if self.merged is None:
            custody.receive_client(actor=actor, client_id=client_id, room_id=room_id, at=self.at)

    def _merge(self, actor, _client, _room):
        kept, gone = (m.client_id for m in self.people)
        done = people.merge_clients(
            actor=actor, survivor_id=kept, merged_id=gone, grounds="Fingerprints.", at=self.at
        )
        self.merged = done.id
        self.merges += 1

    def _undo(self, actor, _client, _room):
        if self.merged is not None:
            people.undo_merge(actor=actor, merge_id=self.merged, because="Not one.", at=self.at)
            self.merged = None


def check(course, as_owner):
    """What must hold after every step."""
    ids = [m.client_id for m in course.people]
    with as_owner(), connection.cursor() as cursor:
        # No request is lost: each still belongs to who asked, or to the person they turned out to be.
        for asker, request_id in course.asked:
            owner = ClientRequest.objects.values_list("client_id", flat=True).get(id=request_id)
            allowed = {asker} if course.merged is None else set(ids)
            assert owner in allowed
        # No booking is lost: the person is still in it, or their part ended and says why.
        for booker, booking_id in course.booked:
            cursor.execute(
                "select b.client_id, b.left_at is null or b.left_code <> '' "
                "from timetable_bookingclient b where b.booking_id = %s",
                [booking_id],
            )
            [(whose, is_told)] = cursor.fetchall()
            assert is_told
            assert whose in ({booker} if course.merged is None else set(ids))
        # No restriction is lost, and none is somebody else's.
        for whose, restriction_id in course.restricted:
            cursor.execute("select client_id from custody_restriction where id = %s", [restriction_id])
            assert cursor.fetchone()[0] in ({whose} if course.merged is None else set(ids))
        # Not an öre is made or lost.
        cursor.execute("select coalesce(sum(balance), 0) from money_account where client_id = any(%s)", [ids])
        assert cursor.fetchone() == (sum(PURSES),)
        cursor.execute("select coalesce(sum(amount), 0) from money_posting")
        assert cursor.fetchone() == (0,)
        # Nobody is in two rooms, no room overfull, and the reach is where the stay is.
        cursor.execute(
            "select p.client_id, p.unit_id, s.unit_id from access.client_place p left join custody_stay s "
            "on s.client_id = p.client_id and upper_inf(s.period) where p.client_id = any(%s)",
            [ids],
        )
        for client_id, reached, held in cursor.fetchall():
            assert reached == held, client_id
        cursor.execute(
            "select r.code from custody_stay s join estate_room r on r.id = s.room_id "
            "where upper_inf(s.period) group by r.id having count(*) > r.capacity"
        )
        assert cursor.fetchall() == []
        # Who reaches them is who follows from the places and grants of now, and nobody else.
        for client_id in ids:
            cursor.execute(
                "select actor_id, client_id, read_mask from access.caseload where client_id = %s "
                "except (select actor_id, client_id, read_mask from access.derive(null, %s) "
                "union select actor_id, client_id, read_mask from access.partner_reach)",
                [client_id, client_id],
            )
            assert cursor.fetchall() == []
        cursor.execute("select count(*) from thread.verify()")
        assert cursor.fetchone() == (0,)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=MOVES, is_twin=st.booleans())
@example(moves=TOLD, is_twin=True)
def test_whatever_happens_nothing_is_lost(desk, cast, world, acting, everywhere, as_owner, moves, is_twin):
    course = None
    try:
        with transaction.atomic():
            fill_purses(cast, world, as_owner)
            course = Course(desk, cast, world, acting, everywhere)
            if is_twin:
                _was_here_long_ago(cast.leila.client_id, as_owner)
            for what, who, room in moves:
                course.step(what, who, room)
                check(course, as_owner)
            _explained(course, as_owner)
            transaction.set_rollback(True)
    finally:
        assert moves is not TOLD or course.merges == 1, "the told example does merge, and undo"


def _was_here_long_ago(client_id, as_owner):
    """Leila was released in 2024: her record may turn out to be an earlier one of Amir's."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update custody_stay set period = '[2024-01-10, 2024-06-01)' where client_id = %s", [client_id]
        )
        cursor.execute(
            "update access.client_place set establishment_id = null, unit_id = null where client_id = %s",
            [client_id],
        )
        cursor.execute("select access.refresh_client(%s)", [client_id])


def _explained(course, as_owner):
    """The thread tells every stay: as many beginnings and ends as entries that say so."""
    ids = [m.client_id for m in course.people]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from custody_stay where client_id = any(%s) and came_as in ('transfer', 'move')",
            [ids],
        )
        changed = cursor.fetchone()[0]
        cursor.execute(
            "select count(*) from thread.entry where client_id = any(%s) "
            "and kind in ('custody.moved', 'custody.transferred')",
            [ids],
        )
        assert cursor.fetchone()[0] == changed
