"""Why something about contacts cannot be done, in a sentence."""

from django.utils.translation import gettext_lazy as _

from redthread.foundation.errors import DomainError


class ContactRefusedError(DomainError):
    """Somebody here is not to be reached. Why is not said: it is one sentence for every reason."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("This contact cannot be approved. Ask the duty manager."))


class ContactFaultError(DomainError):
    """What was entered of a contact is missing or cannot be."""

    status = 422


class ContactStandsError(DomainError):
    """The contact is no longer what the page thought it was."""


class NotVerifiedError(DomainError):
    """Sealed contact needs a verified identity."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Verify first who this is: only then is nothing read."))


class LikeNameError(DomainError):
    """Somebody of a like name is verified already; whoever verifies must say that it is somebody else."""

    status = 422


class BanStandsError(DomainError):
    """The ban was lifted meanwhile."""


class AccountError(DomainError):
    """No account can be opened for this person."""

    status = 422
