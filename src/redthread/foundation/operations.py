"""Migration operations for SQL that lives in files beside the module that owns it."""

from importlib import resources

from django.db.migrations.operations import RunSQL


class RunSQLFile(RunSQL):
    """Run ``<package>/sql/<name>.up.sql``, and ``<name>.down.sql`` to go back."""

    def __init__(self, package: str, name: str) -> None:
        self.package, self.name = package, name
        folder = resources.files(package) / "sql"
        super().__init__(
            # A percent sign in a file is a percent sign: RunSQL without parameters leaves it alone.
            sql=(folder / f"{name}.up.sql").read_text("utf-8"),
            reverse_sql=(folder / f"{name}.down.sql").read_text("utf-8"),
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Keep generated migrations short: name the file, not its text."""
        return (self.__class__.__qualname__, [self.package, self.name], {})

    def describe(self) -> str:
        """Say which file runs."""
        return f"Run {self.package}/sql/{self.name}.up.sql"
