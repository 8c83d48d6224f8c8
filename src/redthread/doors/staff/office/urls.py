"""The addresses of the office."""

from django.urls import URLPattern, path

from redthread.doors.staff.office import catalogue, home, measures, people

office_urls: list[URLPattern] = [
    path("office", home.home, name="office"),
    path("office/types", catalogue.catalogue, name="office-catalogue"),
    path("office/types/<int:type_id>", catalogue.one_type, name="office-type"),
    path("office/people", people.people, name="office-people"),
    path("office/people/add", people.add, name="office-person-add"),
    path("office/people/<int:actor_id>", people.person, name="office-person"),
    path("office/people/<int:actor_id>/departments", people.departments_of, name="office-person-departments"),
    path("office/people/<int:actor_id>/roles", people.grant, name="office-grant"),
    path("office/people/<int:actor_id>/roles/<int:grant_id>/end", people.end, name="office-grant-end"),
    path("office/people/<int:actor_id>/invite", people.invite, name="office-invite"),
    path("office/roles", people.roles, name="office-roles"),
    path("measures", measures.measures, name="office-measures"),
    path("measures.csv", measures.export, name="office-measures-export"),
]
