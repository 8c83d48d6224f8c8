"""Reading where values come from."""

from redthread.jurisdiction.pack import Basis, Provenance
from redthread.jurisdiction.tables import Table


def read_provenance(table: Table) -> Provenance:
    """Return where a table's values come from: its keys source, basis and valid_from."""
    return Provenance(table.word("source"), table.one_of("basis", Basis), table.day("valid_from"))
