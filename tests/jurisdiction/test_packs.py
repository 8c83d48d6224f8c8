"""The shipped packs: complete in six languages, and true to what the service promises."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from redthread.forms.public import parse_form
from redthread.foundation.classes import InformationClass as C
from redthread.jurisdiction import check
from redthread.jurisdiction.pack import Basis, Decision, OnMove, Pack
from redthread.ui import pictograms
from tests.jurisdiction.conftest import PACKS

Spoil = Callable[[str, str, str], Path]
UNUSED_APPEAL = """[appeal.king]
days = 1
on_silence = false
source = "x"
basis = "own"
valid_from = 2026-01-01
to = { en = "x" }
[appeal.health]"""
FIRST_FOUR = ["management", "nurse", "kiosk", "laundry"]


def test_the_shipped_packs_have_no_problems() -> None:
    assert check.find_problems(PACKS) == []


def test_the_check_prints_and_says_by_its_exit_whether_all_is_well(
    spoil: Spoil, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert check.main([str(PACKS)]) == 0
    assert check.main([str(spoil("generic/catalogue.toml", 'ar = "الدكان"\n', ""))]) == 1
    assert "type kiosk tile: no ar" in capsys.readouterr().out
    assert check.main([str(tmp_path / "nothing")]) == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("generic/catalogue.toml", 'en = "Kiosk"', f'en = "{"K" * 29}"', "29 characters, 28 fit"),
        ("generic/grounds.toml", 'sv = "Ja. Vi gör', 'sv = " Ja.  Vi gör', "stray spaces"),
        ("generic/catalogue.toml", 'nl = "Was"\n', "", "type laundry tile: no nl"),
        (
            "generic/roles.toml",
            '"REQUESTS", "CONTACTS"',
            '"REQUESTS", "HEALTH", "CONTACTS"',
            "role officer: reads HEALTH",
        ),
        (
            "generic/roles.toml",
            '"RELEASE_DATES", "HEALTH"]',
            '"RELEASE_DATES", "SECURITY", "HEALTH"]',
            "no part in control",
        ),
        (
            "generic/roles.toml",
            '"LOCATION", "FINANCES"]',
            '"LOCATION", "FINANCES", "PRIVILEGED"]',
            "reads PRIVILEGED",
        ),
        ("generic/roles.toml", '"people.read", ', '"people.reed", ', "no permission 'people.reed'"),
        (
            "generic/departments.toml",
            '["kiosk_clerk"]',
            '["kiosk_clerk", "finance_clerk"]',
            "finance_clerk cannot decide",
        ),
        ("generic/pack.toml", "[appeal.health]", UNUSED_APPEAL, "appeal king: nothing uses it"),
        (
            "generic/forms/laundry.json",
            '"sv": "Strumpor"',
            '"sv": " "',
            "form laundry/pieces/kind/socks text: no sv",
        ),
    ],
)
def test_the_check_finds(spoil: Spoil, file: str, old: str, new: str, problem: str) -> None:
    found = check.find_problems(spoil(file, old, new))
    assert any(problem in line for line in found), found


def test_every_pack_offers_the_first_four_types_first(packs: Mapping[str, Pack]) -> None:
    for pack in packs.values():
        assert list(pack.request_types)[:4] == FIRST_FOUR


def test_health_and_sealed_matters_look_private_and_their_queues_are_sealed(
    packs: Mapping[str, Pack],
) -> None:
    for pack in packs.values():
        for type_ in pack.request_types.values():
            is_secret = bool(type_.information_class & (C.HEALTH | C.PRIVILEGED))
            assert type_.is_private is is_secret
            assert pack.departments[type_.department].is_sealed is is_secret


def test_nobody_on_a_unit_reads_health_or_sealed_mail(packs: Mapping[str, Pack]) -> None:
    for pack in packs.values():
        for role in ("officer", "key_worker", "unit_manager", "governor", "second_reader", "administrator"):
            assert not pack.roles[role].reads & (C.HEALTH | C.PRIVILEGED)
        assert not pack.roles["nurse"].reads & (C.SECURITY | C.REQUESTS | C.CASE_FILE)


def test_a_second_reader_never_draws_from_what_the_role_may_not_read(packs: Mapping[str, Pack]) -> None:
    for pack in packs.values():
        for type_ in pack.request_types.values():
            if type_.information_class & (C.HEALTH | C.PRIVILEGED):
                assert type_.second_reader_share == 0


def test_appeals_follow_each_country(packs: Mapping[str, Pack]) -> None:
    sweden = packs["se"].request_types["management"].appeal
    belgium = packs["be"].request_types["management"].appeal
    assert sweden is not None
    assert (sweden.days, sweden.on_silence, sweden.provenance.basis) == (21, False, Basis.TEXT)
    assert belgium is not None
    assert (belgium.days, belgium.on_silence) == (7, True)
    assert packs["se"].request_types["complaint"].appeal is None


def test_own_defaults_say_that_they_are(packs: Mapping[str, Pack]) -> None:
    parameters = packs["se"].parameters
    assert parameters["answer_days"].provenance.is_own_default
    assert not parameters["pay_saved_share"].provenance.is_own_default
    assert packs["se"].number("second_reader_share") == pytest.approx(0.05)
    denmark = packs["dk"].appeals["decision"]
    assert denmark.provenance.is_own_default


def test_what_belongs_to_the_old_place_does_not_follow_a_move(packs: Mapping[str, Pack]) -> None:
    types = packs["se"].request_types
    assert types["nurse"].on_move is OnMove.FOLLOW
    assert types["property"].on_move is OnMove.STAY
    assert types["visit"].on_move is OnMove.CLOSE_WITH_REFILE


def test_grounds_of_the_type_come_before_those_for_all(packs: Mapping[str, Pack]) -> None:
    grounds = packs["se"].grounds_for("laundry", Decision.APPROVED)
    assert grounds[0].types == ("laundry",)
    assert grounds[-1].types == ()
    assert all(ground.fits("laundry") for ground in grounds)


def test_every_form_is_one_that_the_forms_engine_takes(packs: Mapping[str, Pack]) -> None:
    for pack in packs.values():
        for form in pack.forms.values():
            assert parse_form(json.loads(form.path.read_text(encoding="utf-8"))).definition.code == form.code


def test_the_kiosk_sells_sixty_articles_at_prices_of_the_country(packs: Mapping[str, Pack]) -> None:
    for pack in packs.values():
        assert len(pack.kiosk.articles) >= 60
        for article in pack.kiosk.articles.values():
            assert 0 < article.price <= pack.kiosk.weekly_limit, article.code
    assert packs["se"].kiosk.articles["snus"].age_limit == 18
    assert "snus" not in packs["be"].kiosk.articles


def test_tobacco_has_an_age_limit(packs: Mapping[str, Pack]) -> None:
    for pack in packs.values():
        assert all(a.age_limit for a in pack.kiosk.articles.values() if a.category == "tobacco")


def test_a_parameter_that_is_not_there_or_no_number_is_refused(packs: Mapping[str, Pack]) -> None:
    with pytest.raises(KeyError):
        packs["se"].number("no_such")


def test_every_pictogram_of_a_pack_is_drawn(packs: Mapping[str, Pack]) -> None:
    for pack in packs.values():
        named = {type_.pictogram for type_ in pack.request_types.values()}
        named |= {category.pictogram for category in pack.kiosk.categories.values()}
        assert named <= set(pictograms.NAMES)
