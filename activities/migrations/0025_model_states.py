from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0024_large_edits'),
    ]

    operations = [
        migrations.AddField(
            model_name='suggestionmodel',
            name='state',
            field=models.CharField(choices=[('used', 'used'), ('waiting', 'waiting'), ('left', 'not used')], db_default='used', default='used', max_length=10),
        ),
        migrations.AddField(
            model_name='suggestionmodel',
            name='unseen',
            field=models.JSONField(db_default={}, default=dict, help_text='Its first suggestions for each activity, from models that had not seen the activity.'),
        ),
    ]
