"""The addresses of a client in custody."""

from django.urls import URLPattern, path

from redthread.doors.staff.custody import sentence

custody_urls: list[URLPattern] = [
    path("clients/<int:client_id>/sentence", sentence.sentence, name="sentence"),
    path("clients/<int:client_id>/sentence/edit", sentence.edit, name="sentence-edit"),
    path("clients/<int:client_id>/status", sentence.status, name="legal-status"),
]
