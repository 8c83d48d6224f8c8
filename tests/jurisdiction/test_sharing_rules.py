"""What partners may know, as the packs say it: every pack reads, what must not be is refused."""

from pathlib import Path

import pytest

from redthread.foundation.classes import PARTNER_NEVER
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.phases import Phase
from redthread.jurisdiction.sharing import HANDOVERS, load_sharing_rules
from redthread.jurisdiction.tables import PackError
from redthread.organisations.public import PartnerKind
from redthread.sharing.public import HandoverKind, LegalBasis, Purpose

PACKS = Path(__file__).parents[2] / "packs"


@pytest.mark.parametrize("pack", ["generic", "se", "dk", "be"])
def test_every_pack_says_what_each_kind_may_know_and_why(pack: str) -> None:
    rules = load_sharing_rules(PACKS / pack)
    assert {line.partner for line in rules.lines.values()} == set(PartnerKind)
    for line in rules.lines.values():
        assert not (line.reads | line.writes) & PARTNER_NEVER
        assert line.provenance.source
        assert Phase.AFTER not in line.phases, "afterwards nobody outside knows anything any more"
    kinds = {(line.partner, phase) for line in rules.lines.values() for phase in line.phases}
    for partner, phase in kinds:
        opened = C(0)
        for line in rules.lines.values():
            if line.partner == partner and phase in line.phases:
                opened |= line.reads
        assert opened & C.IDENTITY, "without identity there is nobody"


def test_the_words_of_the_packs_are_those_of_the_program() -> None:
    rules = load_sharing_rules(PACKS / "generic")
    assert set(HANDOVERS) == set(HandoverKind.values)
    assert {line.purpose for line in rules.lines.values()} <= set(Purpose.values)
    assert {line.ground.value for line in rules.lines.values()} <= set(LegalBasis.values)


def test_denmark_tells_the_municipality_at_intake_by_law_and_sweden_asks() -> None:
    by_pack = {
        pack: load_sharing_rules(PACKS / pack).lines["municipality_remand"].ground for pack in ("dk", "se")
    }
    assert by_pack == {"dk": "law", "se": "consent"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('reads = ["IDENTITY", "VICTIMS"]', "VICTIMS is never a partner's"),
        ('reads = ["IDENTITY", "CONDITIONS"]', "CONDITIONS is on no page of a partner yet"),
        ('reads = ["NAMES"]', "no information class 'NAMES'"),
        ('phases = ["holiday"]', "no phase 'holiday'"),
        ('writes = ["HEALTH"]', "must be read too"),
        ('partner = "bank"', "must be one of"),
        ('purpose = "curiosity"', "must be one of"),
        ('ground = "interest"', "must be one of"),
        ("why = 3", "is unknown here"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(tmp_path: Path, change: str, said: str) -> None:
    pack = tmp_path / "xx"
    pack.mkdir()
    (pack / "pack.toml").write_text('code = "xx"\nextends = "generic"\n')
    (tmp_path / "generic").symlink_to(PACKS / "generic")
    (pack / "sharing.toml").write_text(f"[line.municipality_stay]\n{change}\n")
    with pytest.raises(PackError, match=r"line\.municipality_stay") as refused:
        load_sharing_rules(pack)
    assert said in str(refused.value)


def test_a_line_without_phases_takes_the_parents_away(tmp_path: Path) -> None:
    pack = tmp_path / "xx"
    pack.mkdir()
    (pack / "pack.toml").write_text('code = "xx"\nextends = "generic"\n')
    (tmp_path / "generic").symlink_to(PACKS / "generic")
    (pack / "sharing.toml").write_text("[line.police_release]\nphases = []\n")
    assert "police_release" not in load_sharing_rules(pack).lines
