"""The label of a scope says that it includes the Roadmap."""

from activities.migrations._state import AlterWording
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0039_draft_frameworks")]

    operations = [
        AlterWording(
            model_name="apitoken",
            name="scope",
            field=models.CharField(
                choices=[
                    ("read", "Read public data"),
                    ("submit", "Submit activities for your organisations"),
                    ("edit", "Edit activities, mappings and the Roadmap"),
                ],
                max_length=10,
                verbose_name="scope",
            ),
        ),
    ]
