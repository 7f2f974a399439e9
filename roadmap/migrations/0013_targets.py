"""Targets that ITU and the Broadband Commission have set, the Goals they serve, and figures on them."""

import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

from activities.migrations._state import AddTrigger, Together


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0038_country_groups'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('roadmap', '0012_document_commitments'),
    ]

    operations = [
        Together([
        migrations.CreateModel(
            name='TargetSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('code', models.SlugField(max_length=60, unique=True, verbose_name='code')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('short_title', models.CharField(max_length=60, verbose_name='short title')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='web address')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('framework', models.ForeignKey(blank=True, help_text='The plan whose targets they are.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='target_sets', to='activities.framework', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'set of targets',
                'verbose_name_plural': 'sets of targets',
                'ordering': ['position', 'code'],
                'indexes': [models.Index(fields=['change', 'id'], name='target_set_change')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='target_set_titled'), models.CheckConstraint(condition=models.Q(('short_title', ''), _negated=True), name='target_set_named')],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('code', models.CharField(max_length=10, verbose_name='code')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='address')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('measure', models.TextField(verbose_name='what is measured')),
                ('unit', models.CharField(blank=True, max_length=50, verbose_name='unit')),
                ('area', models.CharField(max_length=100, verbose_name='area')),
                ('baseline_value', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True, verbose_name='baseline')),
                ('baseline_year', models.SmallIntegerField(blank=True, null=True, verbose_name='year of the baseline')),
                ('baseline_certainty', models.CharField(choices=[('official', 'Official'), ('confirmed', 'Confirmed by ITU'), ('proposed', 'Proposed'), ('unconfirmed', 'Unconfirmed')], default='unconfirmed', max_length=11, verbose_name='certainty of the baseline')),
                ('target_value', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True, verbose_name='target')),
                ('target_year', models.SmallIntegerField(blank=True, null=True, verbose_name='year of the target')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('source_url', models.URLField(blank=True, help_text='Where we saw the target. Staff only.', max_length=500, verbose_name='source')),
                ('basis', models.CharField(blank=True, help_text='How we came to know this entry. Staff only.', max_length=200, verbose_name='basis')),
                ('certainty', models.CharField(choices=[('official', 'Official'), ('confirmed', 'Confirmed by ITU'), ('proposed', 'Proposed'), ('unconfirmed', 'Unconfirmed')], default='unconfirmed', max_length=11, verbose_name='certainty')),
                ('plan_term', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.term', verbose_name='target of the plan')),
                ('set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='roadmap.targetset', verbose_name='set')),
            ],
            options={
                'verbose_name': 'target',
                'verbose_name_plural': 'targets',
                'ordering': ['set', 'position'],
                'indexes': [models.Index(fields=['change', 'id'], name='target_change')],
                'constraints': [models.UniqueConstraint(fields=('set', 'code'), name='target_code_unique'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='target_titled'), models.CheckConstraint(condition=models.Q(('measure', ''), _negated=True), name='target_measured'), models.CheckConstraint(condition=models.Q(('baseline_year', None), ('baseline_year__range', (1960, 2100)), _connector='OR'), name='target_baseline_plausible'), models.CheckConstraint(condition=models.Q(('target_year', None), ('target_year__range', (1960, 2100)), _connector='OR'), name='target_year_plausible'), models.CheckConstraint(condition=models.Q(('baseline_value', None), ('baseline_year__isnull', False), _connector='OR'), name='target_baseline_dated'), models.CheckConstraint(condition=models.Q(('certainty__in', ['official', 'confirmed', 'proposed', 'unconfirmed'])), name='target_certainty_known'), models.CheckConstraint(condition=models.Q(('baseline_certainty__in', ['official', 'confirmed', 'proposed', 'unconfirmed'])), name='target_baseline_certainty_known')],
            },
        ),
        migrations.CreateModel(
            name='TargetGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('certainty', models.CharField(choices=[('official', 'Official'), ('confirmed', 'Confirmed by ITU'), ('proposed', 'Proposed'), ('unconfirmed', 'Unconfirmed')], default='unconfirmed', max_length=11, verbose_name='certainty')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goal_links', to='roadmap.target')),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.term')),
            ],
            options={
                'verbose_name': 'Goal of a target',
                'verbose_name_plural': 'Goals of targets',
                'ordering': ['target', 'term__position'],
                'indexes': [models.Index(fields=['change', 'id'], name='target_goal_change')],
                'constraints': [models.UniqueConstraint(fields=('target', 'term'), name='target_goal_unique'), models.CheckConstraint(condition=models.Q(('certainty__in', ['official', 'confirmed', 'proposed', 'unconfirmed'])), name='target_goal_certainty_known')],
            },
        ),
        migrations.AddField(
            model_name='target',
            name='goals',
            field=models.ManyToManyField(related_name='roadmap_targets', through='roadmap.TargetGoal', to='activities.term'),
        ),
        migrations.CreateModel(
            name='TargetValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('area', models.CharField(max_length=100, verbose_name='area')),
                ('year', models.SmallIntegerField(verbose_name='year')),
                ('value', models.DecimalField(decimal_places=4, max_digits=12, verbose_name='value')),
                ('edition', models.CharField(max_length=100, verbose_name='edition')),
                ('remark', models.CharField(blank=True, help_text='What to know about the figure, such as its basket.', max_length=200, verbose_name='remark')),
                ('source_url', models.URLField(blank=True, help_text='Where we saw the figure. Staff only.', max_length=500, verbose_name='source')),
                ('basis', models.CharField(blank=True, help_text='How we came to know the figure. Staff only.', max_length=200, verbose_name='basis')),
                ('certainty', models.CharField(choices=[('official', 'Official'), ('confirmed', 'Confirmed by ITU'), ('proposed', 'Proposed'), ('unconfirmed', 'Unconfirmed')], default='unconfirmed', max_length=11, verbose_name='certainty')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='roadmap.target')),
            ],
            options={
                'verbose_name': 'figure on a target',
                'verbose_name_plural': 'figures on targets',
                'ordering': ['target', 'area', 'edition', 'year'],
                'indexes': [models.Index(fields=['change', 'id'], name='target_value_change')],
                'constraints': [models.UniqueConstraint(fields=('target', 'area', 'year', 'edition'), name='target_value_unique'), models.CheckConstraint(condition=models.Q(('year__range', (1960, 2100))), name='target_value_year_plausible'), models.CheckConstraint(condition=models.Q(('edition', ''), _negated=True), name='target_value_has_edition'), models.CheckConstraint(condition=models.Q(('certainty__in', ['official', 'confirmed', 'proposed', 'unconfirmed'])), name='target_value_certainty_known')],
            },
        ),
        migrations.CreateModel(
            name='TargetSetEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=60, verbose_name='code')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('short_title', models.CharField(max_length=60, verbose_name='short title')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='web address')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('framework', models.ForeignKey(blank=True, db_constraint=False, help_text='The plan whose targets they are.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.framework', verbose_name='plan')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roadmap.targetset')),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['pgh_id'], name='targetset_deleted')],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TargetEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=10, verbose_name='code')),
                ('slug', models.SlugField(db_index=False, max_length=80, verbose_name='address')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('measure', models.TextField(verbose_name='what is measured')),
                ('unit', models.CharField(blank=True, max_length=50, verbose_name='unit')),
                ('area', models.CharField(max_length=100, verbose_name='area')),
                ('baseline_value', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True, verbose_name='baseline')),
                ('baseline_year', models.SmallIntegerField(blank=True, null=True, verbose_name='year of the baseline')),
                ('baseline_certainty', models.CharField(choices=[('official', 'Official'), ('confirmed', 'Confirmed by ITU'), ('proposed', 'Proposed'), ('unconfirmed', 'Unconfirmed')], default='unconfirmed', max_length=11, verbose_name='certainty of the baseline')),
                ('target_value', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True, verbose_name='target')),
                ('target_year', models.SmallIntegerField(blank=True, null=True, verbose_name='year of the target')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('source_url', models.URLField(blank=True, help_text='Where we saw the target. Staff only.', max_length=500, verbose_name='source')),
                ('basis', models.CharField(blank=True, help_text='How we came to know this entry. Staff only.', max_length=200, verbose_name='basis')),
                ('certainty', models.CharField(choices=[('official', 'Official'), ('confirmed', 'Confirmed by ITU'), ('proposed', 'Proposed'), ('unconfirmed', 'Unconfirmed')], default='unconfirmed', max_length=11, verbose_name='certainty')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roadmap.target')),
                ('plan_term', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.term', verbose_name='target of the plan')),
                ('set', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.targetset', verbose_name='set')),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['pgh_id'], name='target_deleted')],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TargetGoalEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('certainty', models.CharField(choices=[('official', 'Official'), ('confirmed', 'Confirmed by ITU'), ('proposed', 'Proposed'), ('unconfirmed', 'Unconfirmed')], default='unconfirmed', max_length=11, verbose_name='certainty')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roadmap.targetgoal')),
                ('target', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.target')),
                ('term', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.term')),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['pgh_id'], name='targetgoal_deleted')],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TargetValueEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('area', models.CharField(max_length=100, verbose_name='area')),
                ('year', models.SmallIntegerField(verbose_name='year')),
                ('value', models.DecimalField(decimal_places=4, max_digits=12, verbose_name='value')),
                ('edition', models.CharField(max_length=100, verbose_name='edition')),
                ('remark', models.CharField(blank=True, help_text='What to know about the figure, such as its basket.', max_length=200, verbose_name='remark')),
                ('source_url', models.URLField(blank=True, help_text='Where we saw the figure. Staff only.', max_length=500, verbose_name='source')),
                ('basis', models.CharField(blank=True, help_text='How we came to know the figure. Staff only.', max_length=200, verbose_name='basis')),
                ('certainty', models.CharField(choices=[('official', 'Official'), ('confirmed', 'Confirmed by ITU'), ('proposed', 'Proposed'), ('unconfirmed', 'Unconfirmed')], default='unconfirmed', max_length=11, verbose_name='certainty')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roadmap.targetvalue')),
                ('target', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.target')),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['pgh_id'], name='targetvalue_deleted')],
                'abstract': False,
            },
        ),
        ]),
        AddTrigger(
            model_name='targetgoal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetgoalevent" ("certainty", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "target_id", "term_id") SELECT new_values."certainty", new_values."change_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."target_id", new_values."term_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8feb0b9221f71a45094a8ac0db2e76a5c4092cdf', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_38ab7', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_targetgoal', when='AFTER')),
        ),
        AddTrigger(
            model_name='targetgoal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetgoalevent" ("certainty", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "target_id", "term_id") SELECT new_values."certainty", new_values."change_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."target_id", new_values."term_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d84736032c53e76fd9e038c149a59ff9ddb4796d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f9c1a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_targetgoal', when='AFTER')),
        ),
        AddTrigger(
            model_name='targetgoal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetgoalevent" ("certainty", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "target_id", "term_id") SELECT old_values."certainty", old_values."change_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."target_id", old_values."term_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='77c136d58a0527175cac8f1a18ddfd0753b3dbbd', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a3f2d', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_targetgoal', when='AFTER')),
        ),
        AddTrigger(
            model_name='targetset',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetsetevent" ("change_id", "code", "description", "framework_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "short_title", "title", "url") SELECT new_values."change_id", new_values."code", new_values."description", new_values."framework_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."short_title", new_values."title", new_values."url" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='454ae11fda1ccc979488609d6f5ec361e3a8ee86', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_1cd35', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_targetset', when='AFTER')),
        ),
        AddTrigger(
            model_name='targetset',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetsetevent" ("change_id", "code", "description", "framework_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "short_title", "title", "url") SELECT new_values."change_id", new_values."code", new_values."description", new_values."framework_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."short_title", new_values."title", new_values."url" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='64cdc76ab0cfc584702109b06d0cdd2045a2624e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_08da3', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_targetset', when='AFTER')),
        ),
        AddTrigger(
            model_name='targetset',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetsetevent" ("change_id", "code", "description", "framework_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "short_title", "title", "url") SELECT old_values."change_id", old_values."code", old_values."description", old_values."framework_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."short_title", old_values."title", old_values."url" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='957a94f29c631ab994336a025acb0cf88e6ab9c3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_515cb', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_targetset', when='AFTER')),
        ),
        AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetevent" ("area", "baseline_certainty", "baseline_value", "baseline_year", "basis", "certainty", "change_id", "code", "id", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_term_id", "position", "set_id", "slug", "source_url", "target_value", "target_year", "title", "unit") SELECT new_values."area", new_values."baseline_certainty", new_values."baseline_value", new_values."baseline_year", new_values."basis", new_values."certainty", new_values."change_id", new_values."code", new_values."id", new_values."measure", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."plan_term_id", new_values."position", new_values."set_id", new_values."slug", new_values."source_url", new_values."target_value", new_values."target_year", new_values."title", new_values."unit" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b1b00b5c1b7243ca74f91866efaa312ea706f1df', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_95953', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_target', when='AFTER')),
        ),
        AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetevent" ("area", "baseline_certainty", "baseline_value", "baseline_year", "basis", "certainty", "change_id", "code", "id", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_term_id", "position", "set_id", "slug", "source_url", "target_value", "target_year", "title", "unit") SELECT new_values."area", new_values."baseline_certainty", new_values."baseline_value", new_values."baseline_year", new_values."basis", new_values."certainty", new_values."change_id", new_values."code", new_values."id", new_values."measure", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."plan_term_id", new_values."position", new_values."set_id", new_values."slug", new_values."source_url", new_values."target_value", new_values."target_year", new_values."title", new_values."unit" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='972b744640fd3a149374d7b9cd463a327a0191f3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_17cc7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_target', when='AFTER')),
        ),
        AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetevent" ("area", "baseline_certainty", "baseline_value", "baseline_year", "basis", "certainty", "change_id", "code", "id", "measure", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_term_id", "position", "set_id", "slug", "source_url", "target_value", "target_year", "title", "unit") SELECT old_values."area", old_values."baseline_certainty", old_values."baseline_value", old_values."baseline_year", old_values."basis", old_values."certainty", old_values."change_id", old_values."code", old_values."id", old_values."measure", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."plan_term_id", old_values."position", old_values."set_id", old_values."slug", old_values."source_url", old_values."target_value", old_values."target_year", old_values."title", old_values."unit" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='0aad78347246b54ba52e03d9668536696cc1c5cc', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_acbfe', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_target', when='AFTER')),
        ),
        AddTrigger(
            model_name='targetvalue',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetvalueevent" ("area", "basis", "certainty", "change_id", "edition", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "source_url", "target_id", "value", "year") SELECT new_values."area", new_values."basis", new_values."certainty", new_values."change_id", new_values."edition", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."remark", new_values."source_url", new_values."target_id", new_values."value", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4920c7911436683c0ac4ad0dccdc6125e3bb0fb5', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_404da', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_targetvalue', when='AFTER')),
        ),
        AddTrigger(
            model_name='targetvalue',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetvalueevent" ("area", "basis", "certainty", "change_id", "edition", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "source_url", "target_id", "value", "year") SELECT new_values."area", new_values."basis", new_values."certainty", new_values."change_id", new_values."edition", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."remark", new_values."source_url", new_values."target_id", new_values."value", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='bcbe9e04d3e51de67659cb7a18b2a776b8711892', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_07f74', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_targetvalue', when='AFTER')),
        ),
        AddTrigger(
            model_name='targetvalue',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_targetvalueevent" ("area", "basis", "certainty", "change_id", "edition", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "source_url", "target_id", "value", "year") SELECT old_values."area", old_values."basis", old_values."certainty", old_values."change_id", old_values."edition", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."remark", old_values."source_url", old_values."target_id", old_values."value", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a9faeefa5067f02bf1dabdc0d88a1deb9c22febf', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_2f312', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_targetvalue', when='AFTER')),
        ),
    ]
