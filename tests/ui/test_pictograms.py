"""Pictograms are one family, and a wrong name is found at once."""

import re

import pytest

from redthread.ui import pictograms


def test_names_are_unique_and_enough() -> None:
    assert len(pictograms.NAMES) == len(set(pictograms.NAMES)) >= 45


def test_every_pictogram_is_drawn_on_the_same_grid_without_colours_of_its_own() -> None:
    symbols = re.findall(r"<symbol[^>]*>.*?</symbol>", pictograms.SPRITE.read_text(), flags=re.DOTALL)
    assert len(symbols) == len(pictograms.NAMES)
    for symbol in symbols:
        assert 'viewBox="0 0 52 52"' in symbol
        assert set(re.findall(r'fill="([^"]*)"', symbol)) <= {"currentColor"}
        assert "stroke=" not in symbol


def test_a_pictogram_is_silent_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in pictograms.icon("lock")
    assert pictograms.icon("lock", "Locked").startswith('<svg class="icon" role="img" aria-label="Locked">')


def test_a_label_cannot_bring_markup_in() -> None:
    assert "<script" not in pictograms.icon("lock", '"><script>alert(1)</script>')


def test_what_points_forward_turns_round_from_right_to_left() -> None:
    assert "turns" in pictograms.icon("back")
    assert "turns" not in pictograms.icon("clock")


def test_an_unknown_pictogram_is_an_error() -> None:
    with pytest.raises(pictograms.UnknownPictogramError):
        pictograms.icon("unicorn")
