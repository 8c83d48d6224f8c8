"""What other modules use of contacts."""

from redthread.contacts.enums import AliasKind, BanSource, Channel, Check, EndCode, Level, State
from redthread.contacts.models import Alias, Ban, Contact, Correspondent
from redthread.contacts.permissions import Permission
from redthread.contacts.queries.contacts import (
    Candidate,
    ContactRow,
    Person,
    find_correspondent,
    get_contact,
    get_correspondent,
    is_barred,
    level_of,
    list_bans,
    list_contacts,
    list_my_people,
    list_registry,
    may_pass,
    party_of,
)
from redthread.contacts.queries.rules import rules_for
from redthread.contacts.rules.keys import key_of
from redthread.contacts.services.accounts import choose_own_language, leave, open_account
from redthread.contacts.services.bans import CLASS_OF, NewBan, bar, lift_ban, tell_apart
from redthread.contacts.services.contacts import (
    Decided,
    Terms,
    approve_contact,
    block_contact,
    change_contact,
    end_contact,
    unblock_contact,
)
from redthread.contacts.services.correspondents import NewCorrespondent, add_aliases, open_correspondent
from redthread.contacts.services.errors import (
    AccountError,
    BanStandsError,
    ContactFaultError,
    ContactRefusedError,
    ContactStandsError,
    LikeNameError,
    NotVerifiedError,
)
from redthread.contacts.services.identity import verify_identity, withdraw_identity

__all__ = [
    "CLASS_OF",
    "AccountError",
    "Alias",
    "AliasKind",
    "Ban",
    "BanSource",
    "BanStandsError",
    "Candidate",
    "Channel",
    "Check",
    "Contact",
    "ContactFaultError",
    "ContactRefusedError",
    "ContactRow",
    "ContactStandsError",
    "Correspondent",
    "Decided",
    "EndCode",
    "Level",
    "LikeNameError",
    "NewBan",
    "NewCorrespondent",
    "NotVerifiedError",
    "Permission",
    "Person",
    "State",
    "Terms",
    "add_aliases",
    "approve_contact",
    "bar",
    "block_contact",
    "change_contact",
    "choose_own_language",
    "end_contact",
    "find_correspondent",
    "get_contact",
    "get_correspondent",
    "is_barred",
    "key_of",
    "leave",
    "level_of",
    "lift_ban",
    "list_bans",
    "list_contacts",
    "list_my_people",
    "list_registry",
    "may_pass",
    "open_account",
    "open_correspondent",
    "party_of",
    "rules_for",
    "tell_apart",
    "unblock_contact",
    "verify_identity",
    "withdraw_identity",
]
