"""Undone acceptances on the timeline of a submission."""

from django.db import migrations, models

from activities.migrations._state import AlterWording


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0029_mails'),
    ]

    operations = [
        AlterWording(
            model_name='submissionevent',
            name='verb',
            field=models.CharField(choices=[('started', 'Started'), ('submitted', 'Submitted'), ('first-read', 'First read'), ('assigned', 'Assigned'), ('returned', 'Returned'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn'), ('undone', 'Acceptance undone')], max_length=12),
        ),
    ]
