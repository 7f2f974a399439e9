"""Dated snapshots of all public facts and their files, which never change once they are published."""

import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

from activities.migrations._state import AddTrigger, AlterWording


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0036_deletions_indexed'),
    ]

    operations = [
        AlterWording(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('sheet.check', 'Check a spreadsheet'), ('sheet.apply', 'Apply a spreadsheet'), ('batch.revert', 'Revert changes'), ('suggestions.train', 'Learn suggestions again'), ('past.build', 'Prepare a past version'), ('activities.bulk', 'Edit many activities'), ('snapshot.write', 'Write a snapshot')], max_length=30, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('date', models.DateField(primary_key=True, serialize=False, verbose_name='date')),
                ('figures', models.BigIntegerField()),
                ('licence', models.CharField(help_text='The code of the SPDX licence list.', max_length=80, verbose_name='licence')),
                ('folder', models.CharField(max_length=100, unique=True)),
                ('written_at', models.DateTimeField()),
                ('seconds', models.FloatField()),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
            ],
            options={
                'verbose_name': 'snapshot',
                'verbose_name_plural': 'snapshots',
                'ordering': ['-date'],
                'get_latest_by': 'date',
            },
        ),
        migrations.CreateModel(
            name='SnapshotFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('table', models.CharField(blank=True, max_length=60)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('media_type', models.CharField(max_length=80)),
                ('bytes', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('rows', models.BigIntegerField(null=True)),
                ('packed', models.BooleanField()),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='activities.snapshot')),
            ],
            options={
                'verbose_name': 'file of a snapshot',
                'verbose_name_plural': 'files of snapshots',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('snapshot', 'name'), name='one_snapshot_file_a_name'),
                    models.CheckConstraint(condition=models.Q(models.Q(('rows', None), ('table', '')), models.Q(models.Q(('table', ''), _negated=True), ('rows__isnull', False)), _connector='OR'), name='snapshot_rows_of_table'),
                ],
            },
        ),
        AddTrigger(
            model_name='snapshot',
            trigger=pgtrigger.compiler.Trigger(name='published_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1c9f223ddcffb4d52ed4c0c68509da6193e1d77e', operation='UPDATE', pgid='pgtrigger_published_once_f6fee', table='activities_snapshot', when='BEFORE')),
        ),
        AddTrigger(
            model_name='snapshotfile',
            trigger=pgtrigger.compiler.Trigger(name='published_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a8943d8bf73d917e18c7863b46bd5359f91f3204', operation='UPDATE', pgid='pgtrigger_published_once_89110', table='activities_snapshotfile', when='BEFORE')),
        ),
    ]
