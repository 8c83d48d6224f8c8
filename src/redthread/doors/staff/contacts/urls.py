"""The addresses of contacts."""

from django.urls import URLPattern, path

from redthread.doors.staff.contacts import bans, contact, people, registry

contact_urls: list[URLPattern] = [
    path("clients/<int:client_id>/contacts", people.everybody, name="contacts"),
    path("clients/<int:client_id>/contacts/new", people.new, name="contact-new"),
    path("clients/<int:client_id>/contacts/<int:contact_id>", contact.contact, name="contact"),
    path("clients/<int:client_id>/contacts/<int:contact_id>/end", contact.end, name="contact-end"),
    path("clients/<int:client_id>/contacts/<int:contact_id>/alias", contact.alias, name="contact-alias"),
    path("clients/<int:client_id>/contacts/<int:contact_id>/invite", contact.invite, name="contact-invite"),
    path("clients/<int:client_id>/bans", bans.bans, name="bans"),
    path("clients/<int:client_id>/bans/<uuid:ban_id>/lift", bans.lift, name="ban-lift"),
    path("clients/<int:client_id>/bans/<uuid:ban_id>/apart", bans.apart, name="ban-apart"),
    path("registry", registry.registry, name="registry"),
    path("registry/<int:correspondent_id>/verify", registry.verify, name="registry-verify"),
    path("registry/<int:correspondent_id>/withdraw", registry.withdraw, name="registry-withdraw"),
]
