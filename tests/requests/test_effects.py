"""What a type sets in motion happens with the step, or neither does."""

import pytest

from redthread.foundation.errors import DomainError
from redthread.requests import ports
from redthread.requests import public as requests
from tests.factories.requests import MONDAY, YES, filled


class Recorder:
    """An effect that notes what it was told, and refuses when asked to."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, dict[str, object]]] = []
        self.refuses = ""

    def on_received(self, request, *, actor, at):  # noqa: ARG002
        self.note("received", request)

    def on_decided(self, request, *, actor, at):  # noqa: ARG002
        self.note("decided", request)

    def on_withdrawn(self, request, *, actor, at):  # noqa: ARG002
        self.note("withdrawn", request)

    def note(self, step, request):
        if self.refuses == step:
            raise DomainError("not enough money")  # noqa: EM101, TRY003 - a sentence for the person
        self.told.append((step, request.status, dict(request.details)))


@pytest.fixture
def effect():
    """An effect for laundry."""
    recorder = Recorder()
    ports.register_effect("laundry", recorder)
    yield recorder
    del ports._effects["laundry"]


def test_each_step_sets_its_part_in_motion(desk, cast, effect):
    """Handed in, decided with details, withdrawn."""
    request = desk.ask(cast.amir, "laundry")
    desk.do(cast.officer, requests.approve_request, request, words=YES, details={"short": []})
    desk.do(cast.amir, requests.withdraw_request, desk.ask(cast.amir, "laundry"))
    assert effect.told == [
        ("received", "received", {}),
        ("decided", "approved", {"short": []}),
        ("received", "received", {}),
        ("withdrawn", "withdrawn", {}),
    ]


def test_what_an_effect_refuses_does_not_happen(desk, cast, acting, effect):
    """No request without the money put aside, no answer that was not carried out."""
    effect.refuses = "received"
    with acting(cast.amir) as actor, pytest.raises(DomainError, match="money"):
        requests.hand_in_request(actor=actor, form=filled("laundry"), at=MONDAY)
    with acting(cast.amir):
        assert requests.list_own_requests(client_id=cast.amir.client_id, language="en", now=MONDAY) == []
    effect.refuses = "decided"
    request = desk.ask(cast.amir, "laundry")
    with acting(cast.officer) as actor, pytest.raises(DomainError, match="money"):
        requests.approve_request(actor=actor, request_id=request, words=YES, at=MONDAY)
    assert desk.own(cast.amir, request).state is requests.ClientState.RECEIVED


def test_two_effects_for_one_type_are_a_mistake(effect):
    """Registering the same one twice is not."""
    ports.register_effect("laundry", effect)
    with pytest.raises(ValueError, match="two effects"):
        ports.register_effect("laundry", Recorder())


def test_a_photo_without_a_cleaner_is_not_kept():
    """The wiring was forgotten: loud, not lax."""
    before = list(ports._photo_cleaners)
    ports._photo_cleaners.clear()
    with pytest.raises(LookupError):
        ports.clean_photo(b"")
    ports._photo_cleaners[:] = before
