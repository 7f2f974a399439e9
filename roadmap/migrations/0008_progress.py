"""Requests for reports on commitments, reports, and the updates that are accepted."""

import activities.migrations._state
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0037_snapshots'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('roadmap', '0007_commitments_checked'),
    ]

    operations = [
        activities.migrations._state.Together([
        migrations.CreateModel(
            name='ProgressUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(blank=True, help_text='Empty for an ongoing commitment.', null=True, verbose_name='due date')),
                ('period_start', models.DateField(verbose_name='first day of the period')),
                ('period_end', models.DateField(verbose_name='last day of the period')),
                ('done', models.TextField(verbose_name='what was done')),
                ('figures', models.TextField(blank=True, verbose_name='figures')),
                ('evidence_url', models.URLField(blank=True, max_length=1000, verbose_name='web address of the evidence')),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('on-track', 'On track'), ('late', 'Late'), ('done', 'Done'), ('discontinued', 'Discontinued')], max_length=20, verbose_name='status')),
                ('submitted_at', models.DateTimeField(verbose_name='submitted')),
                ('accepted_at', models.DateTimeField(verbose_name='accepted')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='roadmap.action', verbose_name='commitment')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
            ],
            options={
                'verbose_name': 'progress update',
                'verbose_name_plural': 'progress updates',
                'ordering': ['-period_end', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('period_end__gte', models.F('period_start'))), name='update_period_ordered'), models.CheckConstraint(condition=models.Q(('done', ''), _negated=True), name='update_says_what_was_done'), models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'on-track', 'late', 'done', 'discontinued'])), name='update_status_known'), models.CheckConstraint(condition=models.Q(('accepted_at__gte', models.F('submitted_at'))), name='update_accepted_afterwards')],
                'indexes': [models.Index(fields=['change', 'id'], name='update_change')],
            },
        ),
        migrations.CreateModel(
            name='ProgressReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(blank=True, help_text='Empty for an ongoing commitment.', null=True, verbose_name='due date')),
                ('period_start', models.DateField(verbose_name='first day of the period')),
                ('period_end', models.DateField(verbose_name='last day of the period')),
                ('done', models.TextField(verbose_name='what was done')),
                ('figures', models.TextField(blank=True, verbose_name='figures')),
                ('evidence_url', models.URLField(blank=True, max_length=1000, verbose_name='web address of the evidence')),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('on-track', 'On track'), ('late', 'Late'), ('done', 'Done'), ('discontinued', 'Discontinued')], max_length=20, verbose_name='status')),
                ('documents', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='documents')),
                ('activities', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='activities')),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('returned', 'Returned'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn')], default='pending', max_length=10, verbose_name='state')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('first_submitted_at', models.DateTimeField(verbose_name='first submitted')),
                ('submitted_at', models.DateTimeField(verbose_name='submitted')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('return_reason', models.TextField(blank=True, verbose_name='reason for returning it')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='roadmap.action', verbose_name='commitment')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='progress_reports', to=settings.AUTH_USER_MODEL)),
                ('update', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report', to='roadmap.progressupdate')),
            ],
            options={
                'verbose_name': 'report on a commitment',
                'verbose_name_plural': 'reports on commitments',
                'ordering': ['-submitted_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['pending', 'returned'])), fields=('action',), name='one_open_report_of_an_action'), models.CheckConstraint(condition=models.Q(('period_end__gte', models.F('period_start'))), name='report_period_ordered'), models.CheckConstraint(condition=models.Q(('done', ''), _negated=True), name='report_says_what_was_done'), models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'on-track', 'late', 'done', 'discontinued'])), name='report_status_known'), models.CheckConstraint(condition=models.Q(('submitted_at__gte', models.F('first_submitted_at'))), name='report_submitted_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'pending'), ('update__isnull', True)), models.Q(('decided_at__isnull', False), ('state', 'returned'), ('update__isnull', True), models.Q(('return_reason', ''), _negated=True)), models.Q(('decided_at__isnull', False), ('state', 'accepted'), ('update__isnull', False)), models.Q(('decided_at__isnull', False), ('state', 'withdrawn'), ('update__isnull', True)), _connector='OR'), name='report_state_is_complete')],
                'indexes': [models.Index(fields=['action', 'state'], name='report_action_state')],
            },
        ),
        migrations.CreateModel(
            name='ProgressUpdateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('due_on', models.DateField(blank=True, help_text='Empty for an ongoing commitment.', null=True, verbose_name='due date')),
                ('period_start', models.DateField(verbose_name='first day of the period')),
                ('period_end', models.DateField(verbose_name='last day of the period')),
                ('done', models.TextField(verbose_name='what was done')),
                ('figures', models.TextField(blank=True, verbose_name='figures')),
                ('evidence_url', models.URLField(blank=True, max_length=1000, verbose_name='web address of the evidence')),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('on-track', 'On track'), ('late', 'Late'), ('done', 'Done'), ('discontinued', 'Discontinued')], max_length=20, verbose_name='status')),
                ('submitted_at', models.DateTimeField(verbose_name='submitted')),
                ('accepted_at', models.DateTimeField(verbose_name='accepted')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
                ('action', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.action', verbose_name='commitment')),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roadmap.progressupdate')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['pgh_id'], name='progressupdate_deleted')],
            },
        ),
        migrations.CreateModel(
            name='ReportRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='requested')),
                ('step', models.PositiveSmallIntegerField(choices=[(0, 'Not requested yet'), (1, 'Requested'), (2, 'Reminded 30 days before'), (3, 'Reminded 7 days before'), (4, 'Reminded after the due date')], default=0, verbose_name='last letter')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='last letter sent')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='roadmap.action', verbose_name='commitment')),
            ],
            options={
                'verbose_name': 'request for a report',
                'verbose_name_plural': 'requests for reports',
                'ordering': ['due_on', 'action'],
                'constraints': [models.UniqueConstraint(fields=('action', 'due_on'), name='one_request_for_a_day'), models.CheckConstraint(condition=models.Q(('step__range', (0, 4))), name='request_step_known'), models.CheckConstraint(condition=models.Q(models.Q(('reminded_at__isnull', True), ('step', 0)), models.Q(('reminded_at__isnull', False), ('step__gt', 0)), _connector='OR'), name='request_step_has_time')],
            },
        ),
        migrations.CreateModel(
            name='UpdateActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='update_links', to='activities.activity')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activity_links', to='roadmap.progressupdate')),
            ],
            options={
                'verbose_name': 'activity of a progress update',
                'verbose_name_plural': 'activities of progress updates',
                'ordering': ['update', 'activity'],
                'constraints': [models.UniqueConstraint(fields=('update', 'activity'), name='update_activity_unique')],
                'indexes': [models.Index(fields=['change', 'id'], name='update_activity_change')],
            },
        ),
        migrations.CreateModel(
            name='UpdateActivityEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
                ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.activity')),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roadmap.updateactivity')),
                ('update', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.progressupdate')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['pgh_id'], name='updateactivity_deleted')],
            },
        ),
        migrations.CreateModel(
            name='UpdateDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='update_links', to='roadmap.document')),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='document_links', to='roadmap.progressupdate')),
            ],
            options={
                'verbose_name': 'document of a progress update',
                'verbose_name_plural': 'documents of progress updates',
                'ordering': ['update', 'document'],
                'constraints': [models.UniqueConstraint(fields=('update', 'document'), name='update_document_unique')],
                'indexes': [models.Index(fields=['change', 'id'], name='update_document_change')],
            },
        ),
        migrations.CreateModel(
            name='UpdateDocumentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
                ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.document')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roadmap.updatedocument')),
                ('update', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.progressupdate')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['pgh_id'], name='updatedocument_deleted')],
            },
        ),
        ]),
        activities.migrations._state.AddTrigger(
            model_name='progressupdate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_progressupdateevent" ("accepted_at", "action_id", "change_id", "done", "due_on", "evidence_url", "figures", "id", "period_end", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "submitted_at", "withdrawn") SELECT new_values."accepted_at", new_values."action_id", new_values."change_id", new_values."done", new_values."due_on", new_values."evidence_url", new_values."figures", new_values."id", new_values."period_end", new_values."period_start", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."status", new_values."submitted_at", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d97408b569fd983f43ecb6eeb1fb75be513a65f6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_222cc', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_progressupdate', when='AFTER')),
        ),
        activities.migrations._state.AddTrigger(
            model_name='progressupdate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_progressupdateevent" ("accepted_at", "action_id", "change_id", "done", "due_on", "evidence_url", "figures", "id", "period_end", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "submitted_at", "withdrawn") SELECT new_values."accepted_at", new_values."action_id", new_values."change_id", new_values."done", new_values."due_on", new_values."evidence_url", new_values."figures", new_values."id", new_values."period_end", new_values."period_start", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."status", new_values."submitted_at", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9d29b92350b02b6e52ad859b87b997c1f5a5fbdf', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_70f44', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_progressupdate', when='AFTER')),
        ),
        activities.migrations._state.AddTrigger(
            model_name='progressupdate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_progressupdateevent" ("accepted_at", "action_id", "change_id", "done", "due_on", "evidence_url", "figures", "id", "period_end", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "submitted_at", "withdrawn") SELECT old_values."accepted_at", old_values."action_id", old_values."change_id", old_values."done", old_values."due_on", old_values."evidence_url", old_values."figures", old_values."id", old_values."period_end", old_values."period_start", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."status", old_values."submitted_at", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='10a3c11b6ef919af6d9888fdfa594ddaae774f7b', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_3d174', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_progressupdate', when='AFTER')),
        ),
        activities.migrations._state.AddTrigger(
            model_name='updateactivity',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_updateactivityevent" ("activity_id", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "update_id", "withdrawn") SELECT new_values."activity_id", new_values."change_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."update_id", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='77ce98e808813a1b4b5d30e7cc318674a71d3b59', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_b9400', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_updateactivity', when='AFTER')),
        ),
        activities.migrations._state.AddTrigger(
            model_name='updateactivity',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_updateactivityevent" ("activity_id", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "update_id", "withdrawn") SELECT new_values."activity_id", new_values."change_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."update_id", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b42cc733a242a9ed64d265dc7ca54e45d86164fc', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_4e5b1', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_updateactivity', when='AFTER')),
        ),
        activities.migrations._state.AddTrigger(
            model_name='updateactivity',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_updateactivityevent" ("activity_id", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "update_id", "withdrawn") SELECT old_values."activity_id", old_values."change_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."update_id", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='53e8cbd86f31448de9d91cb93ed244bf0122d879', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b8fe3', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_updateactivity', when='AFTER')),
        ),
        activities.migrations._state.AddTrigger(
            model_name='updatedocument',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_updatedocumentevent" ("change_id", "document_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "update_id", "withdrawn") SELECT new_values."change_id", new_values."document_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."update_id", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6bf2e1154da09c5d0e83b9ef0751aa7a9fcfa135', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_0aca8', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_updatedocument', when='AFTER')),
        ),
        activities.migrations._state.AddTrigger(
            model_name='updatedocument',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_updatedocumentevent" ("change_id", "document_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "update_id", "withdrawn") SELECT new_values."change_id", new_values."document_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."update_id", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e3234bd6d596bc201c414a894c2747f211fd084a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_642d7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_updatedocument', when='AFTER')),
        ),
        activities.migrations._state.AddTrigger(
            model_name='updatedocument',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_updatedocumentevent" ("change_id", "document_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "update_id", "withdrawn") SELECT old_values."change_id", old_values."document_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."update_id", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='8c213d4c902c4b509205aefa83767d15861a9f1f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_6284f', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_updatedocument', when='AFTER')),
        ),
    ]
