"""Whatever staff, phases, the person and the rules do in any order: reach is what follows, and no more."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.phases import Phase
from redthread.foundation.session import acting_as_system
from redthread.sharing.public import (
    NothingToConsentError,
    NotLinkedError,
    apply_template_change,
    end_partner_grant,
    enter_phase,
    give_consent,
    grant_partner,
    narrow_grant,
    withdraw_consent,
)
from tests.factories.partners import rules
from tests.factories.world import Acting, AsOwner, Cast, World

CLOSE = C.PLAN_FAMILY | C.PLAN_ADDICTION
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("link"), st.none()),
        st.tuples(st.just("end"), st.none()),
        st.tuples(st.just("phase"), st.sampled_from(list(Phase))),
        st.tuples(st.just("narrow"), st.sampled_from([C(0), C.PLAN_HOME, C.PLAN_FAMILY | C.PHASE])),
        st.tuples(st.just("yes"), st.sampled_from([C.PLAN_FAMILY, C.PLAN_ADDICTION, CLOSE, C.IDENTITY])),
        st.tuples(st.just("no"), st.sampled_from([C.PLAN_FAMILY, CLOSE, C.IDENTITY])),
        st.tuples(st.just("apply"), st.none()),
    ),
    min_size=1,
    max_size=9,
)


class Model:
    """What must follow, thought through without the database."""

    def __init__(self) -> None:
        self.is_linked, self.phase, self.without, self.consent = True, Phase.SERVING, C(0), C(0)

    def lines(self) -> list[Any]:
        """Return the lines of the pack that hold."""
        if not self.is_linked:
            return []
        return [
            line
            for line in rules().lines.values()
            if line.partner == "municipality" and self.phase in line.phases and line.reads & ~self.without
        ]

    def asked(self) -> C:
        """Return the classes that wait for a yes."""
        found = C(0)
        for line in self.lines():
            if line.ground == "consent":
                found |= line.reads & ~self.without
        return found

    def reads(self) -> C:
        """Return what a member reads."""
        found = C(0)
        for line in self.lines():
            found |= (
                line.reads
                & ~self.without
                & (self.consent if line.ground == "consent" else C(-1 & (2**30 - 1)))
            )
        return found if found & C.IDENTITY else C(0)


@pytest.fixture
def started(cast: Cast, world: World) -> Model:
    """Amir, serving, with Umeå."""
    return Model()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_reach_is_what_follows_from_the_facts(
    steps: list[tuple[str, Any]], acting: Acting, as_owner: AsOwner, cast: Cast, world: World
) -> None:
    model, umea, amir = Model(), world.partners["umea"], cast.amir
    again(acting, cast, umea)
    for what, value in steps:
        take(model, what, value, acting, cast, umea)
        with acting(cast.caseworker, focus=amir.client_id) as actor:
            assert C(actor.focus_read) == model.reads(), (what, value)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from access.partner_grant where client_id = %s and valid_until > now()",
            [amir.client_id],
        )
        assert cursor.fetchone()[0] == len(model.lines()), "one grant for each line, none twice"


def again(acting: Acting, cast: Cast, umea: int) -> None:
    """Bring the world back to where every example begins."""
    client_id, now = cast.amir.client_id, clock.now()
    with acting(cast.amir) as actor, suppress(NothingToConsentError):
        withdraw_consent(actor=actor, organisation_id=umea, classes=C(2**30 - 1), at=now)
    with acting(cast.governor, focus=client_id) as actor:
        enter_phase(actor=actor, client_id=client_id, phase=Phase.SERVING, at=now)
        grant_partner(actor=actor, client_id=client_id, organisation_id=umea, reason="begin", at=now)
        narrow_grant(
            actor=actor, client_id=client_id, organisation_id=umea, without=C(0), reason="begin", at=now
        )


def take(model: Model, what: str, value: Any, acting: Acting, cast: Cast, umea: int) -> None:
    """Do a step through the services, and in the model."""
    client_id, now = cast.amir.client_id, clock.now()
    given_: dict[str, Any] = {"organisation_id": umea, "at": now}
    if what == "apply":
        with connection.cursor() as cursor:
            cursor.execute("set role rt_job")
        with acting_as_system("sharing") as actor:
            done = apply_template_change(actor=actor, pack="se", reason="nothing new", at=now)
        with connection.cursor() as cursor:
            cursor.execute("set role rt_web")
        assert (done.ended, done.made) == (0, 0), "the same rules change nothing"
    elif what in {"yes", "no"}:
        changes = value & model.asked() & ~model.consent if what == "yes" else value & model.consent
        with acting(cast.amir) as actor:
            try:
                (give_consent if what == "yes" else withdraw_consent)(actor=actor, classes=value, **given_)
                assert changes
            except NothingToConsentError:
                assert not changes
        model.consent = model.consent | changes if what == "yes" else model.consent & ~changes
    else:
        with acting(cast.governor, focus=client_id) as actor:
            try:
                if what == "link":
                    grant_partner(actor=actor, client_id=client_id, reason="works", **given_)
                    if not model.is_linked:
                        model.is_linked, model.without, model.consent = True, C(0), C(0)
                elif what == "end":
                    end_partner_grant(actor=actor, client_id=client_id, reason="ends", **given_)
                    model.is_linked, model.consent = False, C(0)
                elif what == "phase":
                    enter_phase(actor=actor, client_id=client_id, phase=value, at=now)
                    model.phase = value
                else:
                    narrow_grant(actor=actor, client_id=client_id, without=value, reason="less", **given_)
                    model.without = value & ~C.IDENTITY
            except NotLinkedError:
                assert not model.is_linked
