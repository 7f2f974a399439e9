"""The feed of changes finds deletions in the history of each table directly."""

from activities.migrations._state import AddIndexConcurrently
from django.db import migrations, models

TABLES = (
    "action",
    "actionterm",
    "citation",
    "document",
    "edition",
    "hlpfgoal",
    "hlpfyear",
    "milestone",
    "section",
    "series",
    "seriesvalue",
)


class Migration(migrations.Migration):
    atomic = False  # the indexes are built without a lock against writers, which no transaction allows

    dependencies = [("roadmap", "0004_certainty_checked")]

    operations = [
        AddIndexConcurrently(
            model_name=f"{table}event",
            index=models.Index(condition=models.Q(("pgh_label", "delete")), fields=["pgh_id"], name=f"{table}_deleted"),
        )
        for table in TABLES
    ]
