"""The addresses of guides."""

from django.urls import URLPattern, path

from redthread.doors.staff.journey import course, form, lists

journey_urls: list[URLPattern] = [
    path("guides", lists.my_tasks, name="guides"),
    path("clients/<int:client_id>/course", course.course, name="course"),
    path("clients/<int:client_id>/course/note", course.note, name="course-note"),
    path("clients/<int:client_id>/course/<uuid:task_id>/form", form.fill, name="course-form"),
    path("clients/<int:client_id>/course/<uuid:task_id>/<slug:act>", course.act, name="course-act"),
]
