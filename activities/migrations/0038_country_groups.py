"""Groups of countries: Least Developed Countries, Landlocked Developing Countries, Small Island Developing States."""

import django.contrib.postgres.fields
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

GROUPS = [
    ('ldc', 'Least Developed Countries'),
    ('lldc', 'Landlocked Developing Countries'),
    ('sids', 'Small Island Developing States'),
    ('sids-associate', 'Small Island Developing States (associate members)'),
]


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0037_snapshots'),
    ]

    operations = [
        migrations.AddField(
            model_name='country',
            name='groups',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=GROUPS, max_length=14), blank=True, db_default=[], default=list, size=None, verbose_name='groups'),
        ),
        migrations.AddField(
            model_name='country',
            name='groups_unconfirmed',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=GROUPS, max_length=14), blank=True, db_default=[], default=list, size=None, verbose_name='groups that are not confirmed'),
        ),
        migrations.AddField(
            model_name='country',
            name='groups_basis',
            field=models.TextField(blank=True, db_default='', help_text='How we came to know the groups. Staff only.', verbose_name='source of the groups'),
        ),
        AddConstraintNotValid(  # every row has no groups yet, so there is nothing to check
            model_name='country',
            constraint=models.CheckConstraint(condition=models.Q(('groups__contained_by', ['ldc', 'lldc', 'sids', 'sids-associate'])), name='country_groups_known'),
        ),
        AddConstraintNotValid(
            model_name='country',
            constraint=models.CheckConstraint(condition=models.Q(('groups_unconfirmed__contained_by', models.F('groups'))), name='country_groups_doubted'),
        ),
    ]
