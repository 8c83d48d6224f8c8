"""The catalogue: changed by people, with preview and history, without touching what was promised."""

from datetime import timedelta

import pytest

from redthread.foundation.actor import PermissionDeniedError, require_at
from redthread.requests import public as requests
from redthread.requests.permissions import Permission
from tests.factories.requests import MONDAY, swedish_pack


@pytest.fixture
def laundry(desk, cast, acting, world):
    """The type at Hall."""
    with acting(cast.manager):
        types = requests.list_types(establishment_id=world.establishments["hall"])
    return next(t for t in types if t.code == "laundry")


def change(acting, who, row, reason="Because", **changes):
    with acting(who) as actor:
        return requests.change_request_type(
            actor=actor, type_id=row.id, changes=changes, reason=reason, at=MONDAY
        )


def test_a_pack_is_loaded_once_and_what_people_changed_stays(desk, cast, acting, laundry, world):
    """Loading again at a new version adds only what is new."""
    change(acting, cast.manager, laundry, answer_days=1)
    with acting(cast.administrator) as actor:
        made = requests.load_catalogue(
            actor=actor, establishment_id=world.establishments["hall"], pack=swedish_pack(), at=MONDAY
        )
        assert made == []
        assert requests.get_type(type_id=laundry.id).answer_days == 1


def test_a_change_is_kept_with_who_and_why(desk, cast, acting, laundry):
    """Before, after, and only what changed."""
    before = laundry.answer_days
    change(acting, cast.manager, laundry, "More hands", answer_days=before + 3, is_open=True)
    with acting(cast.manager):
        history = requests.list_changes(type_id=laundry.id)
    assert [(c.by_name, c.reason, c.before, c.after) for c in history] == [
        ("Petra Holm", "More hands", {"answer_days": before}, {"answer_days": before + 3})
    ]


def test_a_promise_made_is_not_changed_by_the_catalogue(desk, cast, acting, laundry):
    """Whoever asked yesterday keeps yesterday's date."""
    request = desk.ask(cast.amir, "laundry")
    due = desk.get(cast.officer, request).due_at
    change(acting, cast.manager, laundry, answer_days=20)
    assert desk.get(cast.officer, request).due_at == due
    later = desk.ask(cast.jonas, "laundry")
    assert desk.get(cast.officer, later).due_at > due


@pytest.mark.parametrize(
    "changes",
    [
        {"answer_days": 0},
        {"answer_days": 10_000},
        {"second_reader_share": 1.5},
        {"info_class": 1 << 27},
        {"info_class": 0},
        {"escalation": []},
        {"titles": {}},
        {"on_move": "vanish"},
        {"department_id": 999_999},
        {"code": "other"},
        {"establishment_id": 1},
    ],
    ids=str,
)
def test_a_change_that_makes_no_sense_is_refused(desk, cast, acting, laundry, changes):
    """With a sentence, and nothing written."""
    with pytest.raises(requests.CatalogueError):
        change(acting, cast.manager, laundry, **changes)
    with acting(cast.manager):
        assert requests.list_changes(type_id=laundry.id) == []


def test_a_change_needs_a_reason(desk, cast, acting, laundry):
    """Somebody will ask why."""
    with pytest.raises(requests.CatalogueError, match="why"):
        change(acting, cast.manager, laundry, " ", answer_days=9)


def test_only_who_keeps_the_catalogue_of_the_place_changes_it(desk, cast, acting, laundry):
    """Not an officer, and not the manager of another place."""
    with pytest.raises(PermissionDeniedError):
        change(acting, cast.officer, laundry, answer_days=9)
    with acting(cast.manager) as actor, pytest.raises(PermissionDeniedError):
        require_at(actor, Permission.CATALOGUE, establishment_id=-1)


def test_the_preview_says_what_a_change_does(desk, cast, acting, laundry):
    """Before anybody makes it, with the open requests counted."""
    desk.ask(cast.amir, "laundry")
    with acting(cast.manager):
        effects = requests.preview_change(
            type_id=laundry.id,
            changes={"is_open": False, "answer_days": 9, "pictogram": "soap", "may_pause": laundry.may_pause},
        )
    words = [str(e.words) for e in effects]
    assert words[0] == "Nobody can ask for this any more. What was asked is still answered."
    assert "in 9 working days, not" in words[1]
    assert words[2] == "Open requests of this type: 1."
    assert words[3] == "Changes from now on: pictogram."
    assert [e.is_warning for e in effects] == [True, True, False, False]


def test_the_preview_counts_nothing_for_who_reads_no_requests(desk, cast, acting, laundry):
    """A nought would say that nobody waits."""
    desk.ask(cast.amir, "laundry")
    with acting(cast.administrator):
        effects = requests.preview_change(type_id=laundry.id, changes={"is_open": False}, counts=False)
    assert [str(e.words) for e in effects] == [
        "Nobody can ask for this any more. What was asked is still answered."
    ]


def test_every_kind_of_change_has_a_preview(desk, cast, acting, laundry):
    """No change is made without a word of what it does."""
    changes = {
        "is_open": not laundry.is_open,
        "answer_days": 1,
        "department_id": laundry.department_id + 1,
        "info_class": 1,
        "allows_several": not laundry.allows_several,
        "may_pause": not laundry.may_pause,
        "appeal_days": 1,
        "form_version": 9,
    }
    with acting(cast.manager):
        for name, new in changes.items():
            assert [str(e.words) for e in requests.preview_change(type_id=laundry.id, changes={name: new})]


def test_a_text_for_answers_is_made_and_taken_out_by_the_place(desk, cast, acting, world):
    """By those who answer there."""
    said = {
        "establishment_id": world.establishments["hall"],
        "unit_id": world.units["hall-C"],
        "type_code": "laundry",
        "decision": "declined",
        "code": "machine",
        "texts": {"en": "The machine is broken.", "sv": " "},
        "next_steps": {},
        "at": MONDAY,
    }
    with acting(cast.officer) as actor:
        template = requests.save_ground_template(actor=actor, **said)
        assert template.texts == {"en": "The machine is broken."}
        requests.remove_ground_template(actor=actor, template_id=template.id, at=MONDAY + timedelta(days=1))
        listed = requests.list_templates(
            establishment_id=world.establishments["hall"], unit_id=world.units["hall-C"], type_code="laundry"
        )
        assert "machine" not in {t.code for t in listed[requests.RequestStatus.DECLINED]}
        assert (
            len(
                requests.list_all_templates(
                    establishment_id=world.establishments["hall"], type_code="laundry"
                )
            )
            > 5
        )
        with pytest.raises(requests.CatalogueError):
            requests.save_ground_template(actor=actor, **{**said, "texts": {"en": ""}})
    with acting(cast.officer_elsewhere) as actor, pytest.raises(PermissionDeniedError):
        requests.save_ground_template(actor=actor, **said)
