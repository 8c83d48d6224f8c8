"""The addresses of the family door: one list for each concern."""

from django.urls import URLPattern

app_name = "family"

urlpatterns: list[URLPattern] = []
