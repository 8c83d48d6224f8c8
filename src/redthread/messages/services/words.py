"""What an addressee is called in the thread, in every language."""

from django.conf import settings
from django.utils.translation import override

from redthread.messages.enums import AddresseeKind
from redthread.messages.models import Conversation

NAMED = {
    AddresseeKind.UNIT,
    AddresseeKind.ROLE,
    AddresseeKind.STAFF,
    AddresseeKind.TEACHER,
    AddresseeKind.PARTNER,
}


def whom(conversation: Conversation) -> dict[str, str]:
    """Return the words: people outside are not named in a thread that others read."""
    if conversation.kind in NAMED:
        names: dict[str, str] = conversation.names
        return {code or "en": words for code, words in names.items()}
    return in_every_language(AddresseeKind(conversation.kind))


def in_every_language(kind: AddresseeKind) -> dict[str, str]:
    """Return what a kind of addressee is called, by language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = str(kind.label)
    return found
