"""Where a partner's people sign in with their own organisation's account (OpenID Connect)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redthread.doors.fresh import require_fresh
from redthread.doors.staff.desk import admit, desk_of, render_desk
from redthread.foundation.errors import DomainError
from redthread.organisations.public import (
    PartnerDesk,
    PartnerOrganisation,
    Permission,
    find_organisation,
    set_identity_provider,
)
from redthread.signin.public import check_provider, seal

LONGEST_ISSUER, LONGEST_CLIENT, LONGEST_SECRET = 200, 200, 500


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show and change the identity provider of an organisation; it is asked once before it is kept."""
    desk = desk_of(request)
    admit(desk.actor, Permission.MANAGE_PARTNERS)
    found = find_organisation(organisation_id=organisation_id)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _show(request, found)
    if (ask := require_fresh(request)) is not None:
        return ask
    issuer = request.POST.get("issuer", "").strip()[:LONGEST_ISSUER]
    client = request.POST.get("client", "").strip()[:LONGEST_CLIENT]
    secret = request.POST.get("secret", "")[:LONGEST_SECRET]
    errors = _problems(issuer, client)
    if issuer and not errors:
        try:
            check_provider(issuer=issuer)
        except DomainError:
            errors["issuer"] = _(
                "Nobody answers there as an identity provider of this name. Write it as the provider does."
            )
    if errors:
        return _show(request, found, errors=errors, status=422)
    set_identity_provider(
        actor=desk.actor,
        organisation_id=found.id,
        issuer=issuer,
        client_id=client,
        sealed_secret=seal(secret).encode() if secret else None,
        at=desk.now,
    )
    return HttpResponseRedirect(reverse("staff:partner-account", args=[found.id]) + "?done=saved")


def _problems(issuer: str, client: str) -> dict[str, str]:
    if not issuer and not client:
        return {}  # from now on names and passwords again
    errors = {}
    if not issuer.startswith(("https://", "http://")) or not _host(issuer):
        errors["issuer"] = _("Write an address that begins with https://")
    if not client:
        errors["client"] = _("Write what the provider calls this service.")
    return errors


def _host(issuer: str) -> str | None:
    try:
        return urlsplit(issuer).hostname
    except ValueError:
        return None


def _show(
    request: HttpRequest,
    found: PartnerOrganisation,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    reach = PartnerDesk.objects.filter(organisation=found).first()
    back = reverse("partner:own-back")
    context = {
        "organisation": found,
        "issuer": request.POST.get("issuer", reach.oidc_issuer if reach else ""),
        "client": request.POST.get("client", reach.oidc_client_id if reach else ""),
        "has_secret": bool(reach and reach.oidc_secret),
        "redirect": settings.PUBLIC_ADDRESS + back
        if settings.PUBLIC_ADDRESS
        else request.build_absolute_uri(back),
        "errors": errors or {},
        "done": request.GET.get("done", ""),
        "here": "partners",
    }
    return render_desk(request, "staff/sharing/account.jinja", desk_of(request), context, status=status)
