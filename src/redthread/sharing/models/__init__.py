"""The tables of sharing. Grants, links and consent live in the schema ``access``, beside the caseload."""

from redthread.sharing.models.disclosure import Disclosure
from redthread.sharing.models.grant_template import GrantTemplate
from redthread.sharing.models.handover import Handover

__all__ = ["Disclosure", "GrantTemplate", "Handover"]
