"""The feed of changes finds deletions in the history of each table directly."""

from activities.migrations._state import AddIndexConcurrently
from django.db import migrations, models

TABLES = (
    "activity",
    "crosswalk",
    "framework",
    "lexiconentry",
    "mapping",
    "matrixanswer",
    "organisation",
    "suggestionverdict",
    "term",
    "termtext",
)


class Migration(migrations.Migration):
    atomic = False  # the indexes are built without a lock against writers, which no transaction allows

    dependencies = [("activities", "0035_epoch")]

    operations = [
        AddIndexConcurrently(
            model_name=f"{table}event",
            index=models.Index(condition=models.Q(("pgh_label", "delete")), fields=["pgh_id"], name=f"{table}_deleted"),
        )
        for table in TABLES
    ]
