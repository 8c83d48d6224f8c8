"""Everything that the thread keeps can be told: no view shows the name of an event."""

import importlib
import pkgutil

import redthread
from redthread.foundation.sentences import sentence_of


def _kinds() -> list[str]:
    found = []
    for module in pkgutil.iter_modules(redthread.__path__):
        try:
            events = importlib.import_module(f"redthread.{module.name}.events")
        except ModuleNotFoundError:
            continue
        found += [
            kind
            for value in vars(events).values()
            if isinstance(value, type)
            and isinstance(kind := getattr(value, "kind", None), str)
            and value.__module__ == events.__name__
        ]
    return found


def test_every_event_has_a_sentence() -> None:
    kinds = _kinds()
    assert len(kinds) > 40
    assert [kind for kind in kinds if sentence_of(kind) is None] == []
