"""Matching the papers with who is known: reasons for and against, and never a name alone."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from redthread.custody import public as custody
from redthread.custody.rules.matching import Person, Reason, weigh
from redthread.foundation.actor import PermissionDeniedError
from redthread.people.public import Client
from tests.factories.world import Acting, Cast, World

BORN = date(1990, 3, 12)
NOW = datetime.now(UTC) - timedelta(hours=1)


def person(given: str = "Amir", family: str = "Rahmani", **other: object) -> Person:
    fields = {"born_on": BORN, "gender": "m", "number": ""} | other
    return Person(given_name=given, family_name=family, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("paper", "likeness", "reasons", "likely"),
    [
        (person(), 1.0, {Reason.SAME_NAME, Reason.SAME_BIRTH}, True),
        (person("Rahmani", "Amir"), 1.0, {Reason.SWAPPED_NAMES, Reason.SAME_BIRTH}, True),
        (person("Ameer", "Rahmany"), 0.5, {Reason.LIKE_NAME, Reason.SAME_BIRTH}, False),
        (person(born_on=date(1990, 12, 3)), 1.0, {Reason.SAME_NAME, Reason.NEAR_BIRTH}, False),
        (person(born_on=date(1991, 3, 12)), 1.0, {Reason.SAME_NAME, Reason.NEAR_BIRTH}, False),
        (person(born_on=date(1971, 7, 1)), 1.0, {Reason.SAME_NAME, Reason.OTHER_BIRTH}, False),
        (person(born_on=None), 1.0, {Reason.SAME_NAME}, False),
        (person("Omar", "Aziz", number="a-1001", born_on=None), 0.0, {Reason.SAME_NUMBER}, True),
        (person(gender="f"), 1.0, {Reason.SAME_NAME, Reason.SAME_BIRTH, Reason.OTHER_GENDER}, True),
    ],
)
def test_reasons_are_weighed(paper: Person, likeness: float, reasons: set[Reason], likely: bool) -> None:
    found = weigh(paper, person(number="A-1001"), likeness=likeness)
    assert set(found.reasons) == reasons
    assert found.is_likely == likely


def announce(acting: Acting, cast: Cast, world: World, **other: object) -> custody.ExpectedArrival:
    who = {
        "given_name": "Marek",
        "family_name": "Novak",
        "born_on": None,
        "gender": "m",
        "language": "en",
        "source": "Södertälje tingsrätt",
    } | other
    with acting(cast.manager) as actor:
        return custody.announce_arrival(
            actor=actor,
            arrival_id=uuid4(),
            establishment_id=world.establishments["hall"],
            expected_at=NOW + timedelta(hours=3),
            who=custody.Announcement(**who),  # type: ignore[arg-type]
            at=NOW,
        )


def test_a_typing_error_finds_who_is_held_elsewhere(acting: Acting, cast: Cast, world: World) -> None:
    """Marek Nowak is at Kumla, out of reach: name, number and place are shown, nothing else."""
    with acting(cast.marek):
        born = Client.objects.get(id=cast.marek.client_id).born_on
    arrival = announce(acting, cast, world, born_on=born)
    with acting(cast.manager):
        [found] = [c for c in custody.list_candidates(arrival=arrival) if c.family_name == "Nowak"]
    assert found.held_at == "Anstalten Kumla"


def test_somebody_new_is_received_once(acting: Acting, cast: Cast, world: World) -> None:
    arrival = announce(acting, cast, world, given_name="Tomas", family_name="Ferreira")
    with acting(cast.manager) as actor:
        stay = custody.receive_new(
            actor=actor,
            arrival_id=arrival.id,
            number="N-77001",
            born_on=date(1988, 5, 5),
            room_id=world.rooms["C203"],
            at=NOW,
        )
        assert custody.find_place(client_id=stay.client_id).room == "C203"  # type: ignore[union-attr]
        assert custody.list_expected(establishment_id=world.establishments["hall"]) == []
        with pytest.raises(custody.ArrivalStandsError):
            custody.cancel_arrival(actor=actor, arrival_id=arrival.id, at=NOW)


def test_somebody_released_comes_back_to_the_same_thread(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.governor) as actor:
        custody.release_client(actor=actor, client_id=cast.amir.client_id, at=NOW)
    arrival = announce(acting, cast, world, given_name="Amir", family_name="Rahmani")
    with acting(cast.manager) as actor:
        custody.receive_known(
            actor=actor,
            arrival_id=arrival.id,
            client_id=cast.amir.client_id,
            room_id=world.rooms["C203"],
            came_as=custody.CameAs.RECALL,
            at=NOW + timedelta(minutes=1),
        )
        assert [s.came_as for s in custody.list_stays(client_id=cast.amir.client_id)] == ["recall", "new"]


def test_who_is_held_elsewhere_is_not_received(acting: Acting, cast: Cast, world: World) -> None:
    """The match was wrong, or the papers are: somebody asks where they are; nobody is drawn into reach."""
    arrival = announce(acting, cast, world)
    with acting(cast.manager) as actor, pytest.raises(custody.AlreadyHeldError):
        custody.receive_known(
            actor=actor,
            arrival_id=arrival.id,
            client_id=cast.marek.client_id,
            room_id=world.rooms["C203"],
            came_as=custody.CameAs.NEW,
            at=NOW,
        )


def test_an_officer_sees_no_arrivals(acting: Acting, cast: Cast, world: World) -> None:
    announce(acting, cast, world)
    with acting(cast.officer) as actor:
        assert custody.list_expected(establishment_id=world.establishments["hall"]) == []
        with pytest.raises(PermissionDeniedError):
            custody.cancel_arrival(actor=actor, arrival_id=uuid4(), at=NOW)


@pytest.mark.parametrize(
    "other",
    [{"given_name": " "}, {"source": ""}, {"born_on": date(2990, 1, 1)}],
    ids=["name", "source", "born"],
)
def test_papers_that_cannot_be_are_refused(
    acting: Acting, cast: Cast, world: World, other: dict[str, object]
) -> None:
    with pytest.raises(custody.AnnouncementError):
        announce(acting, cast, world, **other)
