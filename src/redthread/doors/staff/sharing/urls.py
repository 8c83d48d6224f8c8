"""The addresses of partners."""

from django.urls import URLPattern, path

from redthread.doors.staff.sharing import account, client, office, organisation

sharing_urls: list[URLPattern] = [
    path("clients/<int:client_id>/partners", client.partners, name="client-partners"),
    path("clients/<int:client_id>/partners/add", client.add, name="client-partner-add"),
    path("clients/<int:client_id>/partners/more", client.more, name="client-partner-more"),
    path("clients/<int:client_id>/partners/hand", client.hand, name="client-partner-hand"),
    path(
        "clients/<int:client_id>/partners/<int:organisation_id>/narrow",
        client.narrow,
        name="client-partner-narrow",
    ),
    path("clients/<int:client_id>/partners/<int:organisation_id>/end", client.end, name="client-partner-end"),
    path(
        "clients/<int:client_id>/partners/grants/<int:grant_id>/end",
        client.end_more,
        name="client-partner-more-end",
    ),
    path("partners", office.partners, name="partners"),
    path("partners/handovers/<uuid:handover_id>/replay", office.replay, name="handover-replay"),
    path("partners/handovers/<uuid:handover_id>/step", office.step, name="handover-step"),
    path("partners/new", organisation.new, name="partner-new"),
    path("partners/register", organisation.register, name="partner-register"),
    path("partners/<int:organisation_id>", organisation.organisation, name="partner"),
    path("partners/<int:organisation_id>/change", organisation.change, name="partner-change"),
    path("partners/<int:organisation_id>/invite", organisation.invite, name="partner-invite"),
    path("partners/<int:organisation_id>/account", account.account, name="partner-account"),
    path("partners/<int:organisation_id>/close", organisation.close, name="partner-close"),
    path("partners/members/<int:member_id>/end", organisation.end, name="partner-member-end"),
]
