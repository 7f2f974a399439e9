import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

from activities.migrations._state import AddConstraint, AddTrigger


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0021_batches_indexed'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='MatrixAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('withdrawn', models.BooleanField(default=False, verbose_name='withdrawn')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='matrix_answers', to='activities.activity')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.term')),
            ],
            options={
                'verbose_name': 'answer to a difference from the Matrix',
                'verbose_name_plural': 'answers to differences from the Matrix',
            },
        ),
        migrations.CreateModel(
            name='MatrixAnswerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reason', models.TextField(verbose_name='reason')),
                ('withdrawn', models.BooleanField(default=False, verbose_name='withdrawn')),
                ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.activity')),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
                ('goal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.term')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='activities.matrixanswer')),
            ],
            options={
                'abstract': False,
            },
        ),
        AddConstraint(
            model_name='matrixanswer',
            constraint=models.UniqueConstraint(fields=('activity', 'goal'), name='one_matrix_answer_a_goal'),
        ),
        AddConstraint(
            model_name='matrixanswer',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='matrix_answer_has_reason'),
        ),
        AddTrigger(
            model_name='matrixanswer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "activities_matrixanswerevent" ("activity_id", "change_id", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "withdrawn") SELECT new_values."activity_id", new_values."change_id", new_values."goal_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='59ca5f384483a55e0bf23275c5e21d297ed2fe3c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_b3acd', referencing='REFERENCING NEW TABLE AS new_values ', table='activities_matrixanswer', when='AFTER')),
        ),
        AddTrigger(
            model_name='matrixanswer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "activities_matrixanswerevent" ("activity_id", "change_id", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "withdrawn") SELECT new_values."activity_id", new_values."change_id", new_values."goal_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ece56353262a1ebe78e4b6efb6f84944ccd695df', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_8cf8d', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='activities_matrixanswer', when='AFTER')),
        ),
        AddTrigger(
            model_name='matrixanswer',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "activities_matrixanswerevent" ("activity_id", "change_id", "goal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "withdrawn") SELECT old_values."activity_id", old_values."change_id", old_values."goal_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='7011f3613eb14d4bbf71a9e157abd8ea9470ad70', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_18ddd', referencing='REFERENCING OLD TABLE AS old_values ', table='activities_matrixanswer', when='AFTER')),
        ),
    ]
