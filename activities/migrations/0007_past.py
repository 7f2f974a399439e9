"""Moments of the past that are at hand, and a Change found by its day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0006_cache")]

    operations = [
        migrations.CreateModel(
            name="PastMoment",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("shape", models.CharField(max_length=16)),
                ("built_at", models.DateTimeField()),
                ("used_at", models.DateTimeField()),
                ("seconds", models.FloatField()),
            ],
            options={
                "verbose_name": "moment of the past",
                "verbose_name_plural": "moments of the past",
                "ordering": ["-used_at"],
            },
        ),
        migrations.AddIndex(model_name="change", index=models.Index(fields=["at"], name="change_at")),
    ]
