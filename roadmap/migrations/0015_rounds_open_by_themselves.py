"""A planned round says why it could not be opened on its day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0014_rounds")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="not_opened",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="why it was not opened"),
        ),
    ]
