"""Registers of commitments with drafts, bodies as data, frequencies as rules, and activities."""

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

from activities.migrations._certainty import check_now
from activities.migrations._state import AddConstraintNotValid, AddTrigger, AlterWording, RemoveTrigger, Together

BASED_ON = """
ALTER TABLE roadmap_edition ADD COLUMN based_on_id bigint NULL;
ALTER TABLE roadmap_edition ADD CONSTRAINT roadmap_edition_based_on_id_5e919778_fk_roadmap_edition_id
    FOREIGN KEY (based_on_id) REFERENCES roadmap_edition (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
ALTER TABLE roadmap_editionevent ADD COLUMN based_on_id bigint NULL;
"""
NOT_BASED_ON = """
ALTER TABLE roadmap_edition DROP COLUMN based_on_id;
ALTER TABLE roadmap_editionevent DROP COLUMN based_on_id;
"""
#: {status until now: status}
STATUSES = {"ongoing": "on-track", "completed": "done"}


def rename(schema_editor, names):
    """Rename statuses in the table and in its history."""
    for table in ("roadmap_action", "roadmap_actionevent"):
        for old, new in names.items():
            schema_editor.execute(f"UPDATE {table} SET status = %s WHERE status = %s", [new, old])
    check_now(schema_editor)


def statuses(apps, schema_editor):
    rename(schema_editor, STATUSES)


def statuses_again(apps, schema_editor):
    rename(schema_editor, {new: old for old, new in STATUSES.items()})


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0037_snapshots'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('roadmap', '0005_deletions_indexed'),
    ]

    operations = [
        Together([
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='address')),
                ('name', models.CharField(max_length=150, unique=True, verbose_name='name')),
                ('sector', models.CharField(blank=True, choices=[('ITU-R', 'ITU-R'), ('ITU-T', 'ITU-T'), ('ITU-D', 'ITU-D'), ('General Secretariat', 'General Secretariat'), ('Intersectoral', 'Intersectoral')], help_text='Whose focal points report for it.', max_length=20, verbose_name='Sector')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roadmap_bodies', to='activities.organisation', verbose_name='organisation')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'responsible body',
                'verbose_name_plural': 'responsible bodies',
                'ordering': ['name'],
                'indexes': [models.Index(fields=['change', 'id'], name='body_change')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='body_named')],
            },
        ),
        migrations.CreateModel(
            name='BodyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roadmap.body')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
                ('slug', models.SlugField(db_index=False, max_length=60, verbose_name='address')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('sector', models.CharField(blank=True, choices=[('ITU-R', 'ITU-R'), ('ITU-T', 'ITU-T'), ('ITU-D', 'ITU-D'), ('General Secretariat', 'General Secretariat'), ('Intersectoral', 'Intersectoral')], help_text='Whose focal points report for it.', max_length=20, verbose_name='Sector')),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.organisation', verbose_name='organisation')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['pgh_id'], name='body_deleted')],
            },
        ),
        migrations.CreateModel(
            name='ActionBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='body_links', to='roadmap.action')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='action_links', to='roadmap.body')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'body of a commitment',
                'verbose_name_plural': 'bodies of commitments',
                'ordering': ['action', 'position'],
                'indexes': [models.Index(fields=['change', 'id'], name='action_body_change')],
                'constraints': [models.UniqueConstraint(fields=('action', 'body'), name='action_body_unique')],
            },
        ),
        migrations.CreateModel(
            name='ActionBodyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roadmap.actionbody')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
                ('action', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.action')),
                ('body', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.body')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['pgh_id'], name='actionbody_deleted')],
            },
        ),
        migrations.CreateModel(
            name='ActionActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activity_links', to='roadmap.action')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roadmap_links', to='activities.activity')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'activity of a commitment',
                'verbose_name_plural': 'activities of commitments',
                'ordering': ['action', 'activity'],
                'indexes': [models.Index(fields=['change', 'id'], name='action_activity_change')],
                'constraints': [models.UniqueConstraint(fields=('action', 'activity'), name='action_activity_unique')],
            },
        ),
        migrations.CreateModel(
            name='ActionActivityEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roadmap.actionactivity')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
                ('action', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.action')),
                ('activity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.activity')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['pgh_id'], name='actionactivity_deleted')],
            },
        ),
        migrations.CreateModel(
            name='DocumentBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.change')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='body_links', to='roadmap.document')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='document_links', to='roadmap.body')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'body that a document asks',
                'verbose_name_plural': 'bodies that documents ask',
                'ordering': ['document', 'position'],
                'indexes': [models.Index(fields=['change', 'id'], name='document_body_change')],
                'constraints': [models.UniqueConstraint(fields=('document', 'body'), name='document_body_unique')],
            },
        ),
        migrations.CreateModel(
            name='DocumentBodyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roadmap.documentbody')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='activities.change')),
                ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.document')),
                ('body', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.body')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('withdrawn', models.BooleanField(db_default=False, default=False, verbose_name='withdrawn')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['pgh_id'], name='documentbody_deleted')],
            },
        ),
        ]),
        RemoveTrigger(
            model_name='action',
            name='insert_insert',
        ),
        RemoveTrigger(
            model_name='action',
            name='update_update',
        ),
        RemoveTrigger(
            model_name='action',
            name='delete_delete',
        ),
        RemoveTrigger(
            model_name='citation',
            name='insert_insert',
        ),
        RemoveTrigger(
            model_name='citation',
            name='update_update',
        ),
        RemoveTrigger(
            model_name='citation',
            name='delete_delete',
        ),
        RemoveTrigger(
            model_name='document',
            name='insert_insert',
        ),
        RemoveTrigger(
            model_name='document',
            name='update_update',
        ),
        RemoveTrigger(
            model_name='document',
            name='delete_delete',
        ),
        RemoveTrigger(
            model_name='edition',
            name='insert_insert',
        ),
        RemoveTrigger(
            model_name='edition',
            name='update_update',
        ),
        RemoveTrigger(
            model_name='edition',
            name='delete_delete',
        ),
        RemoveTrigger(
            model_name='section',
            name='insert_insert',
        ),
        RemoveTrigger(
            model_name='section',
            name='update_update',
        ),
        RemoveTrigger(
            model_name='section',
            name='delete_delete',
        ),
        migrations.SeparateDatabaseAndState(
            # the column alone: its rows are checked, and its index is made, by the next migration
            database_operations=[migrations.RunSQL(BASED_ON, NOT_BASED_ON)],
            state_operations=[
                migrations.AddField(
                    model_name='edition',
                    name='based_on',
                    field=models.ForeignKey(blank=True, help_text='The edition from which it was copied as a draft.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='roadmap.edition', verbose_name='based on'),
                ),
                migrations.AddField(
                    model_name='editionevent',
                    name='based_on',
                    field=models.ForeignKey(blank=True, db_constraint=False, help_text='The edition from which it was copied as a draft.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roadmap.edition', verbose_name='based on'),
                ),
            ],
        ),
        Together([
        migrations.AddField(
            model_name='action',
            name='due_on',
            field=models.DateField(blank=True, help_text='Of a commitment that is due once.', null=True, verbose_name='due on'),
        ),
        migrations.AddField(
            model_name='action',
            name='resources',
            field=models.TextField(blank=True, db_default='', help_text='What is needed, and where it comes from.', verbose_name='resources'),
        ),
        migrations.AddField(
            model_name='action',
            name='rule',
            field=models.CharField(choices=[('yearly', 'Every year'), ('hlpf', 'Before each session of the HLPF'), ('council', 'Before each session of Council'), ('two-years', 'Every two years'), ('four-years', 'Every four years'), ('once', 'Once'), ('ongoing', 'Ongoing, without a date')], db_default='ongoing', default='ongoing', max_length=12, verbose_name='how often'),
        ),
        migrations.AddField(
            model_name='action',
            name='withdrawn',
            field=models.BooleanField(db_default=False, default=False, verbose_name='withdrawn'),
        ),
        migrations.AddField(
            model_name='actionevent',
            name='due_on',
            field=models.DateField(blank=True, help_text='Of a commitment that is due once.', null=True, verbose_name='due on'),
        ),
        migrations.AddField(
            model_name='actionevent',
            name='resources',
            field=models.TextField(blank=True, db_default='', help_text='What is needed, and where it comes from.', verbose_name='resources'),
        ),
        migrations.AddField(
            model_name='actionevent',
            name='rule',
            field=models.CharField(choices=[('yearly', 'Every year'), ('hlpf', 'Before each session of the HLPF'), ('council', 'Before each session of Council'), ('two-years', 'Every two years'), ('four-years', 'Every four years'), ('once', 'Once'), ('ongoing', 'Ongoing, without a date')], db_default='ongoing', default='ongoing', max_length=12, verbose_name='how often'),
        ),
        migrations.AddField(
            model_name='actionevent',
            name='withdrawn',
            field=models.BooleanField(db_default=False, default=False, verbose_name='withdrawn'),
        ),
        migrations.AddField(
            model_name='citation',
            name='withdrawn',
            field=models.BooleanField(db_default=False, default=False, verbose_name='withdrawn'),
        ),
        migrations.AddField(
            model_name='citationevent',
            name='withdrawn',
            field=models.BooleanField(db_default=False, default=False, verbose_name='withdrawn'),
        ),
        migrations.AddField(
            model_name='document',
            name='withdrawn',
            field=models.BooleanField(db_default=False, default=False, verbose_name='withdrawn'),
        ),
        migrations.AddField(
            model_name='documentevent',
            name='withdrawn',
            field=models.BooleanField(db_default=False, default=False, verbose_name='withdrawn'),
        ),
        migrations.AddField(
            model_name='edition',
            name='register',
            field=models.CharField(choices=[('roadmap', 'Roadmap of ITU actions related to the SDGs'), ('wsis-outcome', 'Outcome of the WSIS review'), ('action-line', 'Road map of an Action Line')], db_default='roadmap', default='roadmap', max_length=20, verbose_name='register'),
        ),
        migrations.AddField(
            model_name='edition',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], db_default='published', default='published', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='editionevent',
            name='register',
            field=models.CharField(choices=[('roadmap', 'Roadmap of ITU actions related to the SDGs'), ('wsis-outcome', 'Outcome of the WSIS review'), ('action-line', 'Road map of an Action Line')], db_default='roadmap', default='roadmap', max_length=20, verbose_name='register'),
        ),
        migrations.AddField(
            model_name='editionevent',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], db_default='published', default='published', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='edition',
            name='withdrawn',
            field=models.BooleanField(db_default=False, default=False, help_text='Of a draft: it will not be published.', verbose_name='withdrawn'),
        ),
        migrations.AddField(
            model_name='editionevent',
            name='withdrawn',
            field=models.BooleanField(db_default=False, default=False, help_text='Of a draft: it will not be published.', verbose_name='withdrawn'),
        ),
        migrations.AddField(
            model_name='section',
            name='text',
            field=models.TextField(blank=True, db_default='', verbose_name='text'),
        ),
        migrations.AddField(
            model_name='section',
            name='withdrawn',
            field=models.BooleanField(db_default=False, default=False, verbose_name='withdrawn'),
        ),
        migrations.AddField(
            model_name='sectionevent',
            name='text',
            field=models.TextField(blank=True, db_default='', verbose_name='text'),
        ),
        migrations.AddField(
            model_name='sectionevent',
            name='withdrawn',
            field=models.BooleanField(db_default=False, default=False, verbose_name='withdrawn'),
        ),
        ]),
        AlterWording(
            model_name='action',
            name='code',
            field=models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^(0|[1-9][0-9]?)\\.([1-9][0-9]*|[a-z])(\\.[1-9][0-9]*)?$')], verbose_name='code'),
        ),
        AlterWording(
            model_name='action',
            name='frequency',
            field=models.CharField(blank=True, max_length=100, verbose_name='how often, as written'),
        ),
        AlterWording(
            model_name='action',
            name='responsible',
            field=models.CharField(help_text='The names of the bodies, separated by semicolons.', max_length=200, verbose_name='responsible, as written'),
        ),
        AlterWording(
            model_name='action',
            name='status',
            field=models.CharField(choices=[('not-reported', 'No progress reported yet'), ('planned', 'Planned'), ('on-track', 'On track'), ('late', 'Late'), ('done', 'Done'), ('discontinued', 'Discontinued')], default='not-reported', max_length=20, verbose_name='status'),
        ),
        AlterWording(
            model_name='actionevent',
            name='code',
            field=models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^(0|[1-9][0-9]?)\\.([1-9][0-9]*|[a-z])(\\.[1-9][0-9]*)?$')], verbose_name='code'),
        ),
        AlterWording(
            model_name='actionevent',
            name='frequency',
            field=models.CharField(blank=True, max_length=100, verbose_name='how often, as written'),
        ),
        AlterWording(
            model_name='actionevent',
            name='responsible',
            field=models.CharField(help_text='The names of the bodies, separated by semicolons.', max_length=200, verbose_name='responsible, as written'),
        ),
        AlterWording(
            model_name='actionevent',
            name='status',
            field=models.CharField(choices=[('not-reported', 'No progress reported yet'), ('planned', 'Planned'), ('on-track', 'On track'), ('late', 'Late'), ('done', 'Done'), ('discontinued', 'Discontinued')], default='not-reported', max_length=20, verbose_name='status'),
        ),
        Together([
        migrations.AddField(
            model_name='action',
            name='bodies',
            field=models.ManyToManyField(related_name='actions', through='roadmap.ActionBody', to='roadmap.body'),
        ),
        migrations.AddField(
            model_name='document',
            name='bodies',
            field=models.ManyToManyField(related_name='documents', through='roadmap.DocumentBody', to='roadmap.body'),
        ),
        migrations.RemoveConstraint(
            model_name='action',
            name='action_code_shape',
        ),
        migrations.RemoveConstraint(
            model_name='section',
            name='section_0_to_9',
        ),
        ]),
        migrations.RunPython(statuses, statuses_again),
        AddConstraintNotValid(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn', False), ('state', 'draft'), _connector='OR'), name='only_a_draft_is_withdrawn'),
        ),
        AddConstraintNotValid(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('current', False), ('state', 'published'), _connector='OR'), name='a_draft_is_not_current'),
        ),
        AddConstraintNotValid(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('register__in', ['roadmap', 'wsis-outcome', 'action-line'])), name='edition_register_known'),
        ),
        AddConstraintNotValid(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published'])), name='edition_state_known'),
        ),
        AddConstraintNotValid(
            model_name='section',
            constraint=models.CheckConstraint(condition=models.Q(('number__range', (0, 99))), name='section_0_to_99'),
        ),
        AddConstraintNotValid(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^(0|[1-9][0-9]?)\\.([1-9][0-9]*|[a-z])(\\.[1-9][0-9]*)?$')), name='action_code_shape'),
        ),
        AddConstraintNotValid(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('rule__in', ['yearly', 'hlpf', 'council', 'two-years', 'four-years', 'once', 'ongoing'])), name='action_rule_known'),
        ),
        AddTrigger(
            model_name='action',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_actionevent" ("change_id", "code", "due_on", "evidence", "frequency", "id", "kind", "para_ref", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "resources", "responsible", "rule", "section_id", "status", "text", "withdrawn") SELECT new_values."change_id", new_values."code", new_values."due_on", new_values."evidence", new_values."frequency", new_values."id", new_values."kind", new_values."para_ref", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."resources", new_values."responsible", new_values."rule", new_values."section_id", new_values."status", new_values."text", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a95afa313b2fdc0366f532faca9f2735da42e6fa', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f131c', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_action', when='AFTER')),
        ),
        AddTrigger(
            model_name='action',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_actionevent" ("change_id", "code", "due_on", "evidence", "frequency", "id", "kind", "para_ref", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "resources", "responsible", "rule", "section_id", "status", "text", "withdrawn") SELECT new_values."change_id", new_values."code", new_values."due_on", new_values."evidence", new_values."frequency", new_values."id", new_values."kind", new_values."para_ref", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."resources", new_values."responsible", new_values."rule", new_values."section_id", new_values."status", new_values."text", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d9bc3339c54a1d52ce555b35d6aa3a290315cdbc', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_8042b', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_action', when='AFTER')),
        ),
        AddTrigger(
            model_name='action',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_actionevent" ("change_id", "code", "due_on", "evidence", "frequency", "id", "kind", "para_ref", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "resources", "responsible", "rule", "section_id", "status", "text", "withdrawn") SELECT old_values."change_id", old_values."code", old_values."due_on", old_values."evidence", old_values."frequency", old_values."id", old_values."kind", old_values."para_ref", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."resources", old_values."responsible", old_values."rule", old_values."section_id", old_values."status", old_values."text", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='84a423b182b1066f496556ae13ab57af2a78cd2d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_96a01', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_action', when='AFTER')),
        ),
        AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_citationevent" ("action_id", "change_id", "document_id", "id", "inferred", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "text", "withdrawn") SELECT new_values."action_id", new_values."change_id", new_values."document_id", new_values."id", new_values."inferred", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."text", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b1bc4ee97f28a7ccc689bcb2a5976f824575137a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_81ef8', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_citation', when='AFTER')),
        ),
        AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_citationevent" ("action_id", "change_id", "document_id", "id", "inferred", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "text", "withdrawn") SELECT new_values."action_id", new_values."change_id", new_values."document_id", new_values."id", new_values."inferred", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."text", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9ca618b771ad8c1461281724162654ccc6ac6d99', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6694a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_citation', when='AFTER')),
        ),
        AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_citationevent" ("action_id", "change_id", "document_id", "id", "inferred", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "text", "withdrawn") SELECT old_values."action_id", old_values."change_id", old_values."document_id", old_values."id", old_values."inferred", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."text", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='24dbbca66343f52324193c5ccfc64226df6287cc', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_ce278', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_citation', when='AFTER')),
        ),
        AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_documentevent" ("basis", "certainty", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "symbol", "title", "url", "what_it_asks", "withdrawn", "year") SELECT new_values."basis", new_values."certainty", new_values."change_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."slug", new_values."symbol", new_values."title", new_values."url", new_values."what_it_asks", new_values."withdrawn", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='11d85462495b5e1a9ad86bc976a2abdfd2c90a29', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_125b9', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_document', when='AFTER')),
        ),
        AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_documentevent" ("basis", "certainty", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "symbol", "title", "url", "what_it_asks", "withdrawn", "year") SELECT new_values."basis", new_values."certainty", new_values."change_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."slug", new_values."symbol", new_values."title", new_values."url", new_values."what_it_asks", new_values."withdrawn", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='36a365cdbb1d15397c1e6a11ba76765b131e533d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_39787', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_document', when='AFTER')),
        ),
        AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_documentevent" ("basis", "certainty", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "symbol", "title", "url", "what_it_asks", "withdrawn", "year") SELECT old_values."basis", old_values."certainty", old_values."change_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."slug", old_values."symbol", old_values."title", old_values."url", old_values."what_it_asks", old_values."withdrawn", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='8ccaa6c953fbad31a96ca1cb5f86421eda20d707', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d9499', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_document', when='AFTER')),
        ),
        AddTrigger(
            model_name='edition',
            trigger=pgtrigger.compiler.Trigger(name='published_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" = \'draft\' AND OLD."state" = \'published\')', func="RAISE EXCEPTION 'A published edition cannot become a draft again.' USING ERRCODE = 'check_violation';", hash='bfbb1b327532791879b424b4b79b142d481fd4de', operation='UPDATE', pgid='pgtrigger_published_for_good_a8b2c', table='roadmap_edition', when='BEFORE')),
        ),
        AddTrigger(
            model_name='edition',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_editionevent" ("based_on_id", "basis", "certainty", "change_id", "code", "current", "date", "description", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "register", "state", "title", "withdrawn") SELECT new_values."based_on_id", new_values."basis", new_values."certainty", new_values."change_id", new_values."code", new_values."current", new_values."date", new_values."description", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."register", new_values."state", new_values."title", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0fc7e0a5c9cd71668cd2e9aea9ec59780a237087', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_5248f', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_edition', when='AFTER')),
        ),
        AddTrigger(
            model_name='edition',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_editionevent" ("based_on_id", "basis", "certainty", "change_id", "code", "current", "date", "description", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "register", "state", "title", "withdrawn") SELECT new_values."based_on_id", new_values."basis", new_values."certainty", new_values."change_id", new_values."code", new_values."current", new_values."date", new_values."description", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."register", new_values."state", new_values."title", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='cddd6f7914285dffcd1d45617076abd2d3044ddf', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_321ef', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_edition', when='AFTER')),
        ),
        AddTrigger(
            model_name='edition',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_editionevent" ("based_on_id", "basis", "certainty", "change_id", "code", "current", "date", "description", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "register", "state", "title", "withdrawn") SELECT old_values."based_on_id", old_values."basis", old_values."certainty", old_values."change_id", old_values."code", old_values."current", old_values."date", old_values."description", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."register", old_values."state", old_values."title", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f8cfda8846f0254261c78b9499e0e694feb0d6ae', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d8812', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_edition', when='AFTER')),
        ),
        AddTrigger(
            model_name='section',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_sectionevent" ("change_id", "edition_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "title", "withdrawn") SELECT new_values."change_id", new_values."edition_id", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."text", new_values."title", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='be9f6c90a21503b1381166ce738a9994c54b2a9d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_82fea', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_section', when='AFTER')),
        ),
        AddTrigger(
            model_name='section',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_sectionevent" ("change_id", "edition_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "title", "withdrawn") SELECT new_values."change_id", new_values."edition_id", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."text", new_values."title", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='72b403a9fa0c8457587e2cded1fc37a10ef0d5a4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_b76cf', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_section', when='AFTER')),
        ),
        AddTrigger(
            model_name='section',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_sectionevent" ("change_id", "edition_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "title", "withdrawn") SELECT old_values."change_id", old_values."edition_id", old_values."id", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."text", old_values."title", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='bcdf98fe4dc878336ab79a8c36396dd357bf884f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a1f2c', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_section', when='AFTER')),
        ),
        AddTrigger(
            model_name='actionactivity',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_actionactivityevent" ("action_id", "activity_id", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "withdrawn") SELECT new_values."action_id", new_values."activity_id", new_values."change_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0f34a6f9b7f65661b26c8a073a23f6f499f0a5e8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_cd18c', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_actionactivity', when='AFTER')),
        ),
        AddTrigger(
            model_name='actionactivity',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_actionactivityevent" ("action_id", "activity_id", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "withdrawn") SELECT new_values."action_id", new_values."activity_id", new_values."change_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='5402001488aeb7c9c25a3ca11166e125a8a0372a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_9658f', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_actionactivity', when='AFTER')),
        ),
        AddTrigger(
            model_name='actionactivity',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_actionactivityevent" ("action_id", "activity_id", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "withdrawn") SELECT old_values."action_id", old_values."activity_id", old_values."change_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='058b33c7f13e90aa11019494ed2c71497f68c32f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_81289', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_actionactivity', when='AFTER')),
        ),
        AddTrigger(
            model_name='body',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_bodyevent" ("change_id", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector", "slug", "withdrawn") SELECT new_values."change_id", new_values."id", new_values."name", new_values."organisation_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."sector", new_values."slug", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='be91e922c3a6c568cd5d9a281630a311d8f46826', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_cf726', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_body', when='AFTER')),
        ),
        AddTrigger(
            model_name='body',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_bodyevent" ("change_id", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector", "slug", "withdrawn") SELECT new_values."change_id", new_values."id", new_values."name", new_values."organisation_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."sector", new_values."slug", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b783f7b8d04f82de662ff5c2336e0a780f37f448', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_33638', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_body', when='AFTER')),
        ),
        AddTrigger(
            model_name='body',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_bodyevent" ("change_id", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sector", "slug", "withdrawn") SELECT old_values."change_id", old_values."id", old_values."name", old_values."organisation_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."sector", old_values."slug", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a5422a47cefadad3b498bc6a897e41d8abcd8bef', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_9063d', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_body', when='AFTER')),
        ),
        AddTrigger(
            model_name='actionbody',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_actionbodyevent" ("action_id", "body_id", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "withdrawn") SELECT new_values."action_id", new_values."body_id", new_values."change_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='92d0c5893f6cb3c6945b5c67afd041d3a8b9206e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_190ab', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_actionbody', when='AFTER')),
        ),
        AddTrigger(
            model_name='actionbody',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_actionbodyevent" ("action_id", "body_id", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "withdrawn") SELECT new_values."action_id", new_values."body_id", new_values."change_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ecf0376cfcf86d9f2153331e2a9c8a174e42447e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_631bd', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_actionbody', when='AFTER')),
        ),
        AddTrigger(
            model_name='actionbody',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_actionbodyevent" ("action_id", "body_id", "change_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "withdrawn") SELECT old_values."action_id", old_values."body_id", old_values."change_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6741bf8a851dbd7b87fcbdef3f2deb44e0cb9c07', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_bc22f', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_actionbody', when='AFTER')),
        ),
        AddTrigger(
            model_name='documentbody',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_documentbodyevent" ("body_id", "change_id", "document_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "withdrawn") SELECT new_values."body_id", new_values."change_id", new_values."document_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4bdc0bdded0c79973cb343b2eff8c7c3eafe7b16', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_55b60', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_documentbody', when='AFTER')),
        ),
        AddTrigger(
            model_name='documentbody',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_documentbodyevent" ("body_id", "change_id", "document_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "withdrawn") SELECT new_values."body_id", new_values."change_id", new_values."document_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."withdrawn" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8d3ea65f555a3ac88a4fa388f082aae4f0bbd611', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_ee8f3', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_documentbody', when='AFTER')),
        ),
        AddTrigger(
            model_name='documentbody',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_documentbodyevent" ("body_id", "change_id", "document_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "withdrawn") SELECT old_values."body_id", old_values."change_id", old_values."document_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a852799be7785b6c1b497a8b6662111ca0e95bd5', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_69624', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_documentbody', when='AFTER')),
        ),
    ]
