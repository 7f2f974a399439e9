"""Who has asked for a role. Until now, everyone without one was taken to wait for it."""

from django.db import migrations, models
from django.db.models import F


def requested_when_joined(apps, schema_editor):
    people = apps.get_model("activities", "User").objects.filter(groups=None, is_superuser=False)
    people.update(role_requested_at=F("date_joined"))


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0027_submissions_checked'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='role_requested_at',
            field=models.DateTimeField(blank=True, help_text='When the person asked an administrator for a role of the secretariat.', null=True, verbose_name='role requested'),
        ),
        migrations.RunPython(requested_when_joined, migrations.RunPython.noop, elidable=True),
    ]
