"""Django's handle on signin."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Credentials, devices and sessions."""

    name = "redthread.signin"
    label = "signin"
