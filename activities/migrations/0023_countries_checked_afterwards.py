import pgtrigger.compiler
from django.db import migrations

from activities.migrations._state import AddTrigger, RemoveTrigger


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0022_answers'),
    ]

    operations = [
        RemoveTrigger(
            model_name='activity',
            name='countries_known',
        ),
        AddTrigger(
            model_name='activity',
            trigger=pgtrigger.compiler.Trigger(name='countries_known', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (cardinality(NEW.countries) > 0)', declare='DECLARE stray text;', func="\n            SELECT code INTO stray FROM unnest(NEW.countries) AS code\n             WHERE NOT EXISTS (SELECT 1 FROM activities_country c WHERE c.code = code.code) LIMIT 1;\n            IF stray IS NOT NULL THEN\n                RAISE EXCEPTION 'country % is not known', stray USING ERRCODE = 'foreign_key_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='4546711eea611e90983a64f4a60fbe6b1a9713b1', operation='INSERT OR UPDATE OF "countries"', pgid='pgtrigger_countries_known_cf037', table='activities_activity', when='AFTER')),
        ),
    ]
