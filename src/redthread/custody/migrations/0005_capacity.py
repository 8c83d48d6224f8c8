"""A room never holds more people than it has places, whoever writes the stay."""

from django.db import migrations

from redthread.foundation.operations import RunSQLFile


class Migration(migrations.Migration):
    """A trigger that locks the room; why not places with an exclusion constraint: decision 0008."""

    dependencies = [("custody", "0004_moves"), ("estate", "0005_estate")]
    operations = [RunSQLFile("redthread.custody", "0005_capacity")]
