"""Migration operations for row security: what protects a table is written beside the table.

Shape of a policy (measured in the design's experiments): the client in view costs no lookup,
a wide role costs no lookup, any other row one primary-key probe of the caseload. The context is asked for in
sub-selects, once a statement and checked, so that what is set while rows stream is not believed.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


def _reach(client: str, klass: str, mode: str) -> str:
    lookup = {
        "read": (
            "exists (select 1 from access.caseload k "  # noqa: S608 - quoted names of columns and a number
            "where k.actor_id = (select access.actor_id()) "
            f"and k.client_id = {client} and k.read_mask & {klass} <> 0 and k.valid_until > now())"
        ),
        "write": f"access.can_write({client}, {klass})",
    }[mode]
    return (
        f"case when {client} = (select access.setting('focus')) "
        f"then {klass} & (select access.setting('focus_{mode}')) <> 0 "
        f"when {klass} & (select access.setting('wide_{mode}')) <> 0 then true else {lookup} end"
    )


class _TableOperation(Operation):
    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Row security is invisible to Django's state."""

    def _table(
        self, app_label: str, state: ProjectState, editor: BaseDatabaseSchemaEditor, model: str
    ) -> str:
        return editor.quote_name(state.apps.get_model(app_label, model)._meta.db_table)  # noqa: SLF001

    def _forget(self, editor: BaseDatabaseSchemaEditor, table: str) -> None:
        for name in ("rt_owner_all", "rt_read", "rt_insert", "rt_update", "rt_delete"):
            editor.execute(f"drop policy if exists {name} on {table}")
        editor.execute(f"alter table {table} no force row level security, disable row level security")
        editor.execute(f"revoke all on {table} from rt_web")

    def _force(self, editor: BaseDatabaseSchemaEditor, table: str) -> None:
        editor.execute(f"alter table {table} enable row level security, force row level security")
        # Migrations, loaders and SECURITY DEFINER functions act as the owner; the web role never does.
        editor.execute(f"create policy rt_owner_all on {table} to rt_owner using (true) with check (true)")


class ProtectTable(_TableOperation):
    """Force row security on a table of client data.

    Args:
        model: the model's name.
        info_class: the class of every row, or
        column: the column that names the class of each row.
        client_column: the column with the client's id.
        rights: what the web role may do beside reading: any of ``insert update delete``.
        read_also, write_also: further SQL predicates over the row, and-ed (``audience = 'both' or …``).
        partners: people of partner organisations read rows of the classes granted to them, too; else none,
            whatever is granted: a table opens to them by somebody's decision, not because it has a class.
    """

    def __init__(
        self,
        model: str,
        *,
        info_class: int | None = None,
        column: str | None = None,
        client_column: str = "client_id",
        rights: tuple[str, ...] = ("insert", "update"),
        read_also: str = "true",
        write_also: str = "true",
        partners: bool = False,
    ) -> None:
        if (info_class is None) == (column is None):
            message = "name either the class of all rows or the column that holds it"
            raise ValueError(message)
        self.model, self.info_class, self.column = model, info_class, column
        self.client_column, self.rights = client_column, rights
        self.read_also, self.write_also, self.partners = read_also, write_also, partners

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Name every argument that was given."""
        return (
            self.__class__.__name__,
            [self.model],
            {
                "info_class": self.info_class,
                "column": self.column,
                "client_column": self.client_column,
                "rights": self.rights,
                "read_also": self.read_also,
                "write_also": self.write_also,
                "partners": self.partners,
            },
        )

    def describe(self) -> str:
        """Say what is protected."""
        return f"Force row security on {self.model}"

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - the signature is Django\'s
        to_state: ProjectState,
    ) -> None:
        """Enable, force, create the policies and grant what they guard."""
        table = self._table(app_label, to_state, schema_editor, self.model)
        client = f"{table}.{schema_editor.quote_name(self.client_column)}"
        klass = (
            f"{table}.{schema_editor.quote_name(self.column)}"
            if self.column
            else f"{int(self.info_class or 0)}::bigint"
        )
        # Both raise where nobody acts.
        who = "(select access.context_ok())" if self.partners else "(select access.actor_kind()) <> 'partner'"
        read = f"{who} and ({self.read_also}) and {_reach(client, klass, 'read')}"
        write = f"{who} and ({self.write_also}) and {_reach(client, klass, 'write')}"
        self._force(schema_editor, table)
        schema_editor.execute(f"create policy rt_read on {table} for select to rt_web using ({read})")
        if "insert" in self.rights:
            schema_editor.execute(
                f"create policy rt_insert on {table} for insert to rt_web with check ({write})"
            )
        if "update" in self.rights:
            schema_editor.execute(
                f"create policy rt_update on {table} for update to rt_web using ({write}) with check "
                f"({write})"
            )
        if "delete" in self.rights:
            schema_editor.execute(f"create policy rt_delete on {table} for delete to rt_web using ({write})")
        schema_editor.execute(f"grant select{''.join(', ' + r for r in self.rights)} on {table} to rt_web")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 - the signature is Django\'s
    ) -> None:
        """Take it all away again."""
        self._forget(schema_editor, self._table(app_label, from_state, schema_editor, self.model))


class OpenTable(_TableOperation):
    """A table without client data: clients, staff and jobs read it, a permission writes it.

    Args:
        model: the model's name.
        write_permission: the permission that inserts, updates and deletes; None: the web role only reads.
        rights: the statements that the permission opens.
        before_sign_in: readable without a context too (the sign-in page names the establishment).
        staff_only: clients do not read it either.
        partners: people of partner organisations read it, too.
        places: SQL expressions over the row, each the establishment whose business it is: it is written only
            by those who work there, or for the whole service.
    """

    def __init__(
        self,
        model: str,
        *,
        write_permission: str | None = None,
        rights: tuple[str, ...] = ("insert", "update"),
        before_sign_in: bool = False,
        staff_only: bool = False,
        places: tuple[str, ...] = (),
        partners: bool = False,
    ) -> None:
        self.model, self.write_permission, self.rights = model, write_permission, rights
        self.before_sign_in, self.staff_only, self.places = before_sign_in, staff_only, places
        self.partners = partners

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Name every argument that was given."""
        return (
            self.__class__.__name__,
            [self.model],
            {
                "write_permission": self.write_permission,
                "rights": self.rights,
                "before_sign_in": self.before_sign_in,
                "staff_only": self.staff_only,
                "places": self.places,
                "partners": self.partners,
            },
        )

    def describe(self) -> str:
        """Say who writes."""
        return f"Open {self.model} for reading, {self.write_permission or 'nobody'} writes"

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - the signature is Django\'s
        to_state: ProjectState,
    ) -> None:
        """Enable, force, create the policies and grant what they guard."""
        table = self._table(app_label, to_state, schema_editor, self.model)
        self._force(schema_editor, table)
        kinds = ["staff", "system"]
        kinds += [] if self.staff_only else ["client"]
        kinds += ["partner"] if self.partners else []
        seen = f"(select access.actor_kind() in ({', '.join(repr(kind) for kind in kinds)}))"
        if self.before_sign_in:
            seen = "true"
        schema_editor.execute(f"create policy rt_read on {table} for select to rt_web using ({seen})")
        schema_editor.execute(f"grant select on {table} to rt_web")
        if self.before_sign_in:
            schema_editor.execute(
                f"create policy rt_signin_read on {table} for select to rt_signin using (true)"
            )
            schema_editor.execute(f"grant select on {table} to rt_signin")
        if self.write_permission is None:
            return
        may = " and ".join(
            [f"(select access.may('{self.write_permission}'))"]
            + [f"access.works_at({place})" for place in self.places]
        )
        clauses = {
            "insert": f"with check ({may})",
            "update": f"using ({may}) with check ({may})",
            "delete": f"using ({may})",
        }
        for right in self.rights:
            schema_editor.execute(
                f"create policy rt_{right} on {table} for {right} to rt_web {clauses[right]}"
            )
        schema_editor.execute(f"grant {', '.join(self.rights)} on {table} to rt_web")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 - the signature is Django\'s
    ) -> None:
        """Take it all away again."""
        table = self._table(app_label, from_state, schema_editor, self.model)
        schema_editor.execute(f"drop policy if exists rt_signin_read on {table}")
        self._forget(schema_editor, table)
