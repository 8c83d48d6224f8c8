"""The addresses of the partner door: one list for each concern.

Pages of other modules come as lists of their own (``plan_urls`` of ``doors/partner/plan.py`` …) and bring
``partner/<module>/entry.jinja`` for the menu, ``partner/<module>/tab.jinja`` for a person's tabs.
"""

from django.urls import URLPattern, path

from redthread.doors.partner import identity, inbox, invitation, organisation, people, words
from redthread.doors.partner.guides import guide_urls
from redthread.doors.partner.messages import message_urls
from redthread.doors.partner.plan import plan_urls
from redthread.doors.signin_urls import key_urls, lost_urls, session_urls, setting_urls, signin_urls

app_name = "partner"

invitation_urls: list[URLPattern] = [
    path("invitation/<str:token>", invitation.invitation, name="invitation"),
]

identity_urls: list[URLPattern] = [
    path("sign-in/organisation", identity.own_sign_ins, name="own-sign-ins"),
    path("sign-in/with/<str:code>", identity.go, name="own-go"),
    path("sign-in/back", identity.back, name="own-back"),
    path("invitation/<str:token>/organisation", identity.go_invited, name="own-invited"),
]

inbox_urls: list[URLPattern] = [
    path("", inbox.inbox, name="inbox"),
    path("handovers/<uuid:handover_id>", inbox.handover, name="handover"),
    path("handovers/<uuid:handover_id>/acknowledge", inbox.acknowledge, name="acknowledge"),
    path("handovers/<uuid:handover_id>/act", inbox.act, name="act"),
]

people_urls: list[URLPattern] = [
    path("people", people.people, name="people"),
    path("people/<int:client_id>", people.person, name="person"),
]

organisation_urls: list[URLPattern] = [
    path("organisation", organisation.organisation, name="organisation"),
    path("organisation/invite", organisation.invite, name="invite"),
    path("organisation/members/<int:member_id>", organisation.member, name="member"),
    path("organisation/members/<int:member_id>/invite", organisation.invite_again, name="invite-again"),
    path("organisation/members/<int:member_id>/end", organisation.end, name="member-end"),
]

word_urls: list[URLPattern] = [
    path("booklet", words.booklet, name="booklet"),
    path("booklet/<slug:code>", words.booklet, name="booklet-page"),
    path("glossary", words.glossary, name="glossary"),
    path("news", words.news, name="news"),
]

urlpatterns: list[URLPattern] = [
    *signin_urls,
    *lost_urls,
    *invitation_urls,
    *identity_urls,
    *key_urls,
    *session_urls,
    *setting_urls,
    *inbox_urls,
    *people_urls,
    *organisation_urls,
    *word_urls,
    *plan_urls,
    *guide_urls,
    *message_urls,
]
