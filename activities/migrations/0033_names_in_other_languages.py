"""Names of countries in the languages of the United Nations."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0032_webhooks'),
    ]

    operations = [
        migrations.AddField(
            model_name='country',
            name='names',
            field=models.JSONField(blank=True, db_default={}, default=dict, help_text='{language: name}, from the M49 standard of the United Nations.', verbose_name='names in other languages'),
        ),
    ]
