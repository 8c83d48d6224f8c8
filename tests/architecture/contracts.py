"""An import-linter contract of our own: a module is reached through its public surface only."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class ModuleSurface(Contract):
    """Forbid ``a.x -> b.y`` between modules unless ``b.y`` is in the surface."""

    type_name = "module_surface"

    modules = fields.ListField(subfield=fields.ModuleField())
    surface = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import that enters a listed module from outside."""
        del verbose
        owners = [m.name for m in self.modules]  # type: ignore[attr-defined]
        allowed = {f"{o}.{s}" for o in owners for s in self.surface}  # type: ignore[attr-defined]
        broken = [
            (importer, imported, detail["line_number"])
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if (owner := next((o for o in owners if _inside(imported, o)), None)) is not None
            and not _inside(importer, owner)
            and imported not in allowed
            for detail in graph.get_import_details(importer=importer, imported=imported)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name file and line."""
        for importer, imported, line in check.metadata["broken"]:
            output.print_error(f"{importer}:{line} imports {imported}; use its module's public.py.")


def _inside(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")
