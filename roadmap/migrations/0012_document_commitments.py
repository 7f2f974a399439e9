"""Documents say who issued them and which commitments they concern; a year may be unknown."""

import django.contrib.postgres.fields
import django.core.validators
import pgtrigger.compiler
from django.db import migrations, models

from activities.migrations._state import AddTrigger, RemoveTrigger, Together


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap', '0011_plans_and_task_force'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='document',
            options={'ordering': [models.OrderBy(models.F('year'), descending=True, nulls_last=True), 'symbol'], 'verbose_name': 'document', 'verbose_name_plural': 'documents'},
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
        Together([
        migrations.AddField(
            model_name='document',
            name='issued_by',
            field=models.CharField(blank=True, db_default='', help_text='Such as ITU Council.', max_length=100, verbose_name='issued by'),
        ),
        migrations.AddField(
            model_name='document',
            name='roadmap_refs',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^(0|[1-9][0-9]?)\\.([1-9][0-9]*|[a-z])(\\.[1-9][0-9]*)?$')]), blank=True, db_default=[], default=list, help_text='Codes of the commitments that it concerns, such as 8.6.', size=None, verbose_name='commitments'),
        ),
        migrations.AddField(
            model_name='documentevent',
            name='issued_by',
            field=models.CharField(blank=True, db_default='', help_text='Such as ITU Council.', max_length=100, verbose_name='issued by'),
        ),
        migrations.AddField(
            model_name='documentevent',
            name='roadmap_refs',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^(0|[1-9][0-9]?)\\.([1-9][0-9]*|[a-z])(\\.[1-9][0-9]*)?$')]), blank=True, db_default=[], default=list, help_text='Codes of the commitments that it concerns, such as 8.6.', size=None, verbose_name='commitments'),
        ),
        ]),
        migrations.AlterField(
            model_name='document',
            name='year',
            field=models.SmallIntegerField(blank=True, help_text='Leave empty if it is not known.', null=True, verbose_name='year'),
        ),
        migrations.AlterField(
            model_name='documentevent',
            name='year',
            field=models.SmallIntegerField(blank=True, help_text='Leave empty if it is not known.', null=True, verbose_name='year'),
        ),
        AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_documentevent" ("basis", "certainty", "change_id", "id", "issued_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roadmap_refs", "slug", "symbol", "title", "url", "what_it_asks", "withdrawn", "year") SELECT new_values."basis", new_values."certainty", new_values."change_id", new_values."id", new_values."issued_by", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."roadmap_refs", new_values."slug", new_values."symbol", new_values."title", new_values."url", new_values."what_it_asks", new_values."withdrawn", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='007eaaa3f7e81f5e439165de5b99d13c9dda840f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_125b9', referencing='REFERENCING NEW TABLE AS new_values ', table='roadmap_document', when='AFTER')),
        ),
        AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_documentevent" ("basis", "certainty", "change_id", "id", "issued_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roadmap_refs", "slug", "symbol", "title", "url", "what_it_asks", "withdrawn", "year") SELECT new_values."basis", new_values."certainty", new_values."change_id", new_values."id", new_values."issued_by", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."roadmap_refs", new_values."slug", new_values."symbol", new_values."title", new_values."url", new_values."what_it_asks", new_values."withdrawn", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b021b325977860b1b056ffc9756c74d70f6e5e98', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_39787', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roadmap_document', when='AFTER')),
        ),
        AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roadmap_documentevent" ("basis", "certainty", "change_id", "id", "issued_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roadmap_refs", "slug", "symbol", "title", "url", "what_it_asks", "withdrawn", "year") SELECT old_values."basis", old_values."certainty", old_values."change_id", old_values."id", old_values."issued_by", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."roadmap_refs", old_values."slug", old_values."symbol", old_values."title", old_values."url", old_values."what_it_asks", old_values."withdrawn", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='34f36829adf4bdfbb31f1a88dcb86ebbf2bc7af9', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d9499', referencing='REFERENCING OLD TABLE AS old_values ', table='roadmap_document', when='AFTER')),
        ),
    ]
