"""The house's own background work: anchors outside the database, and room for tomorrow's looks."""

from django.db import connection
from procrastinate.contrib.django import app

from redthread.foundation import clock
from redthread.project.chain import anchors_folder, export_anchor


@app.periodic(cron="*/5 * * * *")
@app.task(name="thread.anchor", queueing_lock="thread.anchor", pass_context=False)
def anchor(timestamp: int) -> int:  # noqa: ARG001 - every periodic task gets it
    """Seal the looks, write the heads that moved outside the database, and return how many moved."""
    _, heads = export_anchor(anchors_folder(), at=clock.now())
    return heads


@app.periodic(cron="17 3 * * *")
@app.task(name="access.make_room", queueing_lock="access.make_room", pass_context=False)
def make_room(timestamp: int) -> None:  # noqa: ARG001 - every periodic task gets it
    """Make the partitions of the coming months, so that no look ever waits for one."""
    with connection.cursor() as cursor:
        cursor.execute("select access.ensure_audit_partitions(%s)", [clock.now()])
