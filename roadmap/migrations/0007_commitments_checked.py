"""Goes through the rows of the new constraints while others write, and lets each register have a current edition."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models

#: A partial index is what holds the rule. The new one is there before the old one goes.
ONE_OF_A_REGISTER = "CREATE UNIQUE INDEX CONCURRENTLY one_current_of_a_register ON roadmap_edition (register) WHERE current"
ONE = "CREATE UNIQUE INDEX CONCURRENTLY one_current_edition ON roadmap_edition (current) WHERE current"
INDEXES = {
    "roadmap_edition_based_on_id_5e919778": "roadmap_edition (based_on_id)",
    "roadmap_editionevent_based_on_id_49f2ea1a": "roadmap_editionevent (based_on_id)",
}


class Migration(migrations.Migration):
    atomic = False  # the indexes are built without a lock against writers, which no transaction allows

    dependencies = [
        ('roadmap', '0006_commitments_at_work'),
    ]

    operations = [
        ValidateConstraint(model_name='action', name='action_code_shape'),
        ValidateConstraint(model_name='action', name='action_rule_known'),
        ValidateConstraint(model_name='edition', name='a_draft_is_not_current'),
        ValidateConstraint(model_name='edition', name='edition_register_known'),
        ValidateConstraint(model_name='edition', name='edition_state_known'),
        ValidateConstraint(model_name='edition', name='only_a_draft_is_withdrawn'),
        ValidateConstraint(model_name='section', name='section_0_to_99'),
        migrations.RunSQL(
            "ALTER TABLE roadmap_edition VALIDATE CONSTRAINT roadmap_edition_based_on_id_5e919778_fk_roadmap_edition_id",
            migrations.RunSQL.noop,
        ),
        *(
            migrations.RunSQL(f"CREATE INDEX CONCURRENTLY {name} ON {columns}", f"DROP INDEX CONCURRENTLY {name}")
            for name, columns in INDEXES.items()
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(ONE_OF_A_REGISTER, "DROP INDEX CONCURRENTLY one_current_of_a_register"),
                migrations.RunSQL("DROP INDEX CONCURRENTLY one_current_edition", ONE),
            ],
            state_operations=[
                migrations.RemoveConstraint(model_name='edition', name='one_current_edition'),
                migrations.AddConstraint(
                    model_name='edition',
                    constraint=models.UniqueConstraint(condition=models.Q(('current', True)), fields=('register',), name='one_current_of_a_register'),
                ),
            ],
        ),
    ]
