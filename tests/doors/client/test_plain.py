"""Kinds of information in plain words."""

import pytest

from redthread.doors.client.plain import HEALTH, KINDS, class_words, kinds_of, listed, role_words
from redthread.foundation.classes import InformationClass as C


def test_every_information_class_is_in_exactly_one_kind():
    """Nothing that staff may read is left unsaid, and nothing is said twice."""
    for info_class in C:
        assert len(kinds_of(info_class)) == 1, info_class


def test_an_officers_ten_classes_are_few_words():
    """What used to be a line of ten titles."""
    officer = (
        C.IDENTITY | C.PHASE | C.LOCATION | C.LEAVE_DATES | C.STAFF_CONTACT | C.APPOINTMENTS | C.REQUESTS
    )
    assert len(kinds_of(officer | C.CONTACTS | C.RESTRICTIONS | C.INCIDENTS)) == 5
    assert kinds_of(officer | C.HEALTH)[0] is HEALTH
    assert len(KINDS) == 9


@pytest.mark.parametrize(
    ("title", "language", "said"),
    [
        ("Sjuksköterska", "en", "Nurse"),
        ("Sjuksköterska", "sv", "Sjuksköterska"),
        ("Nurse", "da", "Sygeplejerske"),
        ("Kaplan", "en", "Kaplan"),
        ("", "en", ""),
    ],
)
def test_a_role_title_is_said_in_the_readers_language(title, language, said):
    """A title that no pack knows stays as it was written."""
    assert role_words(title, language) == said


def test_classes_are_listed_by_their_titles():
    """As the pack words them."""
    assert class_words(C.IDENTITY | C.REQUESTS, "en") == "Who you are, What you ask for"
    assert listed(["a", "b"]) == "a, b"
