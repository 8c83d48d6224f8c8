"""Django's handle on the project: the wiring runs once the modules are there."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The only place that knows everything."""

    name = "redthread.project"
    label = "project"

    def ready(self) -> None:
        """Connect edges to the ports they fulfil."""
        from redthread.project import wiring  # noqa: PLC0415 - the modules must be loaded first

        wiring.connect()
