from django.db import migrations, models

from activities.migrations._state import AlterWording


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0023_countries_checked_afterwards'),
    ]

    operations = [
        AlterWording(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('sheet.check', 'Check a spreadsheet'), ('sheet.apply', 'Apply a spreadsheet'), ('batch.revert', 'Revert changes'), ('suggestions.train', 'Learn suggestions again'), ('past.build', 'Prepare a past version'), ('activities.bulk', 'Edit many activities')], max_length=30, verbose_name='kind'),
        ),
        AlterWording(
            model_name='change',
            name='batch',
            field=models.UUIDField(blank=True, editable=False, help_text='The import or large edit that it is a part of.', null=True),
        ),
    ]
