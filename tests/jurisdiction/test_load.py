"""A pack that says something wrong is refused with the file and the key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from redthread.jurisdiction.load import load_pack, load_packs
from redthread.jurisdiction.tables import PackError

Spoil = Callable[[str, str, str], Path]


@pytest.mark.parametrize(
    ("pack", "file", "old", "new", "key", "reason"),
    [
        ("se", "se/pack.toml", 'currency = "SEK"', 'currency = "SEK"\ncurency = 1', "curency", "unknown"),
        ("se", "se/pack.toml", "days = 21", "dais = 21", "appeal.decision.dais", "unknown"),
        ("se", "se/pack.toml", "days = 21", "days = true", "appeal.decision.days", "whole number"),
        ("se", "se/pack.toml", "days = 21", "days = 0", "appeal.decision.days", "between 1 and"),
        (
            "se",
            "se/pack.toml",
            'basis = "text"',
            'basis = "sure"',
            "parameter.pay_saved_share.basis",
            "one of",
        ),
        (
            "se",
            "se/pack.toml",
            'timezone = "Europe/Stockholm"',
            'timezone = "Mars"',
            "timezone",
            "no timezone",
        ),
        ("se", "se/pack.toml", 'opens = "08:00"', 'opens = "8"', "office_hours.opens", "time such as"),
        ("se", "se/pack.toml", 'opens = "08:00"', 'opens = "18:00"', "office_hours.closes", "after opens"),
        ("se", "se/pack.toml", 'code = "se"', 'code = "sv"', "code", "name of the folder"),
        ("se", "se/holidays.toml", 'country = "SE"', 'country = "NO"', "country", "that of the pack"),
        ("dk", "dk/holidays.toml", "month = 6", "month = 13", "closing_day[0].month", "between"),
        ("se", "se/prices.toml", "coffee = ", "cofee = ", "price.cofee", "no such article"),
        ("se", "se/prices.toml", "coffee = ", "coffee = 1.5 #", "price.coffee", "whole number"),
        (
            "se",
            "generic/catalogue.toml",
            'department = "health"',
            'department = "wealth"',
            "type.nurse.department",
            "no 'wealth'",
        ),
        (
            "se",
            "generic/catalogue.toml",
            'department = "health"',
            'department = "kiosk"',
            "type.nurse.department",
            "no role in it may write",
        ),
        (
            "se",
            "generic/catalogue.toml",
            'escalation = ["head_nurse"]',
            'escalation = ["governor"]',
            "type.nurse.escalation",
            "may not read the class HEALTH",
        ),
        (
            "se",
            "generic/catalogue.toml",
            'information_class = "HEALTH"',
            'information_class = "HELTH"',
            "type.nurse.information_class",
            "no information class",
        ),
        (
            "se",
            "generic/catalogue.toml",
            "form_version = 1",
            "form_version = 9",
            "type.management.form",
            "no version 9",
        ),
        (
            "se",
            "generic/catalogue.toml",
            'on_move = "stay"',
            'on_move = "leave"',
            "type.management.on_move",
            "follow, stay",
        ),
        (
            "se",
            "generic/catalogue.toml",
            "second_reader_share = 0.05",
            "second_reader_share = 1.5",
            "type.management.second_reader_share",
            "between 0 and 1",
        ),
        (
            "se",
            "generic/catalogue.toml",
            'sv = "Fråga ledningen"',
            'sv = ""',
            "type.management.tile.sv",
            "must be words",
        ),
        ("se", "generic/catalogue.toml", "is_private = false\n", "", "type.management.is_private", "missing"),
        (
            "se",
            "generic/catalogue.toml",
            'appeal = "decision"',
            'appeal = "king"',
            "type.management.appeal",
            "no 'king'",
        ),
        (
            "se",
            "generic/roles.toml",
            'writes = ["REQUESTS", "INCIDENTS", "APPOINTMENTS"]',
            'writes = ["HEALTH"]',
            "role.officer.writes",
            "may not read",
        ),
        (
            "se",
            "generic/roles.toml",
            'reads = ["IDENTITY", "PHASE"',
            'reads = ["IDENTITY", "IDENTITY", "PHASE"',
            "role.officer.reads",
            "twice",
        ),
        (
            "se",
            "generic/departments.toml",
            'roles = ["kiosk_clerk"]',
            "roles = []",
            "department.kiosk.roles",
            "somebody",
        ),
        (
            "se",
            "generic/grounds.toml",
            'return_reason = "duplicate"',
            "",
            "ground.back-twice.return_reason",
            "returned",
        ),
        (
            "se",
            "generic/grounds.toml",
            'types = ["kiosk"]',
            'types = ["shop"]',
            "ground.kiosk-packed.types",
            "no 'shop'",
        ),
        (
            "se",
            "generic/kiosk.toml",
            'category = "drinks"',
            'category = "beer"',
            "article.water.category",
            "no 'beer'",
        ),
        (
            "se",
            "generic/kiosk.toml",
            'allergens = ["milk"]',
            'allergens = ["rocks"]',
            "article.cocoa.allergens",
            "no 'rocks'",
        ),
        (
            "se",
            "generic/information_classes.toml",
            "[class.SECURITY]",
            "[class.SECRETS]",
            "class.SECRETS",
            "no such",
        ),
    ],
)
def test_a_wrong_pack_is_refused_with_file_and_key(
    spoil: Spoil, pack: str, file: str, old: str, new: str, key: str, reason: str
) -> None:
    packs = spoil(file, old, new)
    with pytest.raises(PackError) as refused:
        load_pack(packs / pack)
    assert refused.value.file == packs / file
    assert refused.value.key == key
    assert reason in refused.value.reason
    assert file in str(refused.value)


def test_a_file_that_is_not_toml_is_named(spoil: Spoil) -> None:
    packs = spoil("se/pack.toml", "[title]", "[title")
    with pytest.raises(PackError, match=r"pack\.toml: is not TOML"):
        load_pack(packs / "se")


def test_a_form_that_is_not_json_is_named(spoil: Spoil) -> None:
    packs = spoil("generic/forms/nurse.json", "{", "")
    with pytest.raises(PackError, match=r"nurse\.json: is not JSON"):
        load_pack(packs / "se")


def test_packs_that_extend_each_other_are_refused(spoil: Spoil) -> None:
    packs = spoil("generic/pack.toml", 'code = "generic"', 'code = "generic"\nextends = "se"')
    with pytest.raises(PackError, match="goes in a circle"):
        load_packs(packs)


def test_a_missing_pack_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="is missing or empty"):
        load_pack(tmp_path / "no")


def test_a_pack_in_another_currency_needs_its_own_prices(spoil: Spoil) -> None:
    packs = spoil("se/prices.toml", "weekly_limit", "weekly_limit")
    (packs / "se/prices.toml").unlink()
    with pytest.raises(PackError, match="another currency"):
        load_pack(packs / "se")


def test_an_article_without_a_price_is_not_sold(spoil: Spoil) -> None:
    pack = load_pack(spoil("se/prices.toml", "coffee = ", "# coffee = ") / "se")
    assert "coffee" not in pack.kiosk.articles
    assert "tea" in pack.kiosk.articles


def test_a_country_changes_one_key_and_takes_the_rest_from_the_generic_pack(spoil: Spoil) -> None:
    packs = spoil("se/pack.toml", "[title]", "[title]")
    (packs / "se/catalogue.toml").write_text("[type.laundry]\nanswer_days = 1\n", encoding="utf-8")
    here, generic = load_pack(packs / "se"), load_pack(packs / "generic")
    assert here.request_types["laundry"].answer_days == 1
    assert here.request_types["laundry"].title == generic.request_types["laundry"].title
    assert generic.request_types["laundry"].answer_days == 2
