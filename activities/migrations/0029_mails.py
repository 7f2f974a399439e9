"""E-mails that people can refuse or get once a day, and attempts of whose end nothing is known."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0028_role_requested'),
    ]

    operations = [
        migrations.CreateModel(
            name='RefusedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name='notice',
            name='begun',
            field=models.SmallIntegerField(db_default=0, default=0, help_text='Attempts that began and of whose end nothing is known.'),
        ),
        migrations.AddField(
            model_name='notice',
            name='digested_at',
            field=models.DateTimeField(help_text='When it was put into a daily e-mail.', null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='optional',
            field=models.BooleanField(db_default=False, default=False, help_text='Whether its receiver can choose not to get it.'),
        ),
        migrations.AddField(
            model_name='notice',
            name='retried_at',
            field=models.DateTimeField(help_text='When a coordinator asked to try again: the time until it is given up starts then.', null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='reminded_at',
            field=models.DateTimeField(editable=False, help_text='When the person was last asked to confirm activities.', null=True),
        ),
    ]
