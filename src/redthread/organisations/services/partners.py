"""Writes to partner organisations and their people; each act is in the house's own chain."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind, PermissionDeniedError, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.organisations.enums import MemberRole, PartnerKind
from redthread.organisations.events import MemberChanged, MemberEnded, MemberInvited, PartnerChanged
from redthread.organisations.models import PartnerDesk, PartnerMember, PartnerOrganisation
from redthread.organisations.permissions import Permission

NO_CLASS = InformationClass(0)
ALL_CLASSES = -1


class PartnerExistsError(DomainError):
    """Another organisation has this code."""

    status = 409


class MemberExistsError(DomainError):
    """This address is a member's already."""

    status = 409


class MembershipEndedError(DomainError):
    """The membership is over, or the organisation works here no longer."""

    status = 409


@transaction.atomic
def register_organisation(
    *,
    actor: Actor,
    code: str,
    name: str,
    kind: PartnerKind,
    pack: str,
    territories: Iterable[str],
    language: str,
    at: datetime,
    email: str = "",
    phone_list: Sequence[dict[str, str]] = (),
) -> PartnerOrganisation:
    """Make a partner organisation known, with its desk; nobody works there and it reaches nobody yet.

    Args:
        pack: the jurisdiction under whose law it works (``se``).
        territories: codes of the areas it answers for.
        phone_list: whom to call when nobody answers, in order: ``{"name", "phone", "when"}``.

    Raises:
        PartnerExistsError: the code is taken.
    """
    require(actor, Permission.MANAGE_PARTNERS)
    if PartnerOrganisation.objects.filter(code=code).exists():
        raise PartnerExistsError(_("There is an organisation with this code already."))
    organisation = PartnerOrganisation.objects.create(
        code=code, name=name, kind=kind, pack=pack, territories=sorted(set(territories)), language=language
    )
    PartnerDesk.objects.create(organisation=organisation, email=email, phone_list=list(phone_list))
    _changed(actor, organisation.id, "registered", at)
    return organisation


@transaction.atomic
def change_organisation(
    *,
    actor: Actor,
    organisation_id: int,
    name: str,
    territories: Iterable[str],
    language: str,
    email: str,
    phone_list: Sequence[dict[str, str]],
    at: datetime,
) -> PartnerOrganisation:
    """Change an organisation's name, area and how it is reached."""
    require(actor, Permission.MANAGE_PARTNERS)
    organisation = PartnerOrganisation.objects.select_for_update().get(id=organisation_id)
    organisation.name, organisation.language = name, language
    organisation.territories = sorted(set(territories))
    organisation.save(update_fields=["name", "language", "territories"])
    PartnerDesk.objects.filter(organisation=organisation).update(email=email, phone_list=list(phone_list))
    _changed(actor, organisation.id, "changed", at)
    return organisation


@transaction.atomic
def set_identity_provider(
    *,
    actor: Actor,
    organisation_id: int,
    issuer: str,
    client_id: str,
    sealed_secret: bytes | None,
    at: datetime,
) -> None:
    """Say where an organisation's people sign in (OpenID Connect); the secret arrives sealed.

    ``sealed_secret`` None keeps the one that is there.
    """
    require(actor, Permission.MANAGE_PARTNERS)
    values: dict[str, Any] = {"oidc_issuer": issuer, "oidc_client_id": client_id}
    if sealed_secret is not None:
        values["oidc_secret"] = sealed_secret
    PartnerDesk.objects.filter(organisation_id=organisation_id).update(**values)
    _changed(actor, organisation_id, "identity_provider", at)


@transaction.atomic
def close_organisation(*, actor: Actor, organisation_id: int, why: str, at: datetime) -> int:
    """Part with an organisation: its people sign in no more and reach nobody; return how many they were."""
    require(actor, Permission.MANAGE_PARTNERS)
    with connection.cursor() as cursor:
        cursor.execute("select organisations_close_partner(%s, %s)", [organisation_id, why])
        ended = int(cursor.fetchone()[0])
    _changed(actor, organisation_id, "closed", at)
    return ended


@transaction.atomic
def invite_member(
    *,
    actor: Actor,
    organisation_id: int,
    given_name: str,
    family_name: str,
    email: str,
    title: str,
    role: MemberRole,
    language: str,
    at: datetime,
    class_limit: int = ALL_CLASSES,
) -> PartnerMember:
    """Make somebody a member of a partner organisation; the invitation to sign in is the sign-in's to write.

    Staff do this for every organisation, a coordinator for the own one, and never for more than they may
    read themselves.

    Raises:
        PermissionDeniedError: the actor manages other organisations, or none.
        MemberExistsError: the address is a member's already.
        MembershipEndedError: the organisation works here no longer.
    """
    require_manages(actor, organisation_id)
    if not PartnerOrganisation.objects.filter(id=organisation_id, is_active=True).exists():
        raise MembershipEndedError(_("This organisation no longer works with the service."))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select organisations_invite_member(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    organisation_id,
                    given_name,
                    family_name,
                    email,
                    title,
                    role,
                    int(class_limit),
                    language,
                    at,
                ],
            )
            member_id = int(cursor.fetchone()[0])
    except IntegrityError as taken:
        raise MemberExistsError(_("Somebody with this e-mail address is a member already.")) from taken
    member = PartnerMember.objects.select_related("organisation").get(id=member_id)
    event = MemberInvited(
        client_id=HOUSE,
        info_class=NO_CLASS,
        organisation_id=organisation_id,
        member_actor_id=member.actor_id,
        name=member.name,
        organisation=member.organisation.name,
        role=str(role),
    )
    thread.record(actor, event, at=at)
    return member


@transaction.atomic
def change_member(
    *, actor: Actor, member_id: int, role: MemberRole, class_limit: int, at: datetime
) -> PartnerMember:
    """Change what a member is and the most they may read; their reach follows at once.

    Raises:
        PermissionDeniedError: the actor manages other organisations, or would change their own reach.
        MembershipEndedError: the membership is over.
    """
    member = _open_member(actor, member_id, at)
    with connection.cursor() as cursor:
        cursor.execute("select organisations_limit_member(%s, %s, %s)", [member_id, role, int(class_limit)])
    member.refresh_from_db()
    event = MemberChanged(
        client_id=HOUSE,
        info_class=NO_CLASS,
        member_actor_id=member.actor_id,
        name=member.name,
        role=str(role),
        class_limit=member.class_limit,
    )
    thread.record(actor, event, at=at)
    return member


@transaction.atomic
def end_membership(
    *, actor: Actor, member_id: int, why: str, at: datetime, until: datetime | None = None
) -> PartnerMember:
    """End somebody's work at a partner organisation: reach and sessions are gone at ``until``, or now.

    Raises:
        PermissionDeniedError: the actor manages other organisations, or is that person.
        MembershipEndedError: it has ended already.
    """
    member = _open_member(actor, member_id, at)
    with connection.cursor() as cursor:
        cursor.execute("select organisations_end_member(%s, %s, %s)", [member_id, until, why])
    member.refresh_from_db()
    event = MemberEnded(
        client_id=HOUSE, info_class=NO_CLASS, member_actor_id=member.actor_id, name=member.name, why=why
    )
    thread.record(actor, event, at=at)
    return member


def may_manage(actor: Actor, organisation_id: int) -> bool:
    """Tell whether the actor invites and ends people of that organisation."""
    if actor.kind is ActorKind.PARTNER and actor.organisation_id != organisation_id:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select organisations_manages_partner(%s)", [organisation_id])
        return bool(cursor.fetchone()[0])


def require_manages(actor: Actor, organisation_id: int) -> None:
    """Go on only when the actor invites and ends people of that organisation.

    Raises:
        PermissionDeniedError: they manage other organisations, or none.
    """
    if not may_manage(actor, organisation_id):
        raise PermissionDeniedError(_("Only a coordinator of this organisation can do this."))


def _open_member(actor: Actor, member_id: int, at: datetime) -> PartnerMember:
    member = PartnerMember.objects.filter(id=member_id).first()
    if member is None:
        raise PermissionDeniedError(_("Only a coordinator of this organisation can do this."))
    require_manages(actor, member.organisation_id)
    if member.actor_id == actor.id:
        raise PermissionDeniedError(_("Nobody changes their own membership. Ask a colleague."))
    if member.ends_at is not None and member.ends_at <= at:
        raise MembershipEndedError(_("This membership has ended already."))
    return member


def _changed(actor: Actor, organisation_id: int, change: str, at: datetime) -> None:
    event = PartnerChanged(
        client_id=HOUSE, info_class=NO_CLASS, organisation_id=organisation_id, change=change
    )
    thread.record(actor, event, at=at)
