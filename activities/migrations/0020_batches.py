from django.db import migrations, models

from activities.migrations._state import AlterWording


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0019_partner_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='batch',
            field=models.UUIDField(blank=True, editable=False, help_text='The import that it is a part of.', null=True),
        ),
        AlterWording(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('sheet.check', 'Check a spreadsheet'), ('sheet.apply', 'Apply a spreadsheet'), ('batch.revert', 'Revert an import'), ('suggestions.train', 'Learn suggestions again'), ('past.build', 'Prepare a past version')], max_length=30, verbose_name='kind'),
        ),
    ]
