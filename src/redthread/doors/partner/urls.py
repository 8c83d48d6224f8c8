"""The addresses of the partner door: one list for each concern."""

from django.urls import URLPattern

app_name = "partner"

urlpatterns: list[URLPattern] = []
