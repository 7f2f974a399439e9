"""The epoch: which database the numbers of Changes belong to."""

import uuid

from django.db import migrations, models

#: What tells this database from a copy of it, and from itself after it was taken back to an earlier time: the number of
#: the server's data, its timeline, the database and the table of epochs, each as far as the role may ask for it.
PARTS = """
CREATE FUNCTION activities_epoch_parts() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    parts text := (SELECT d.oid || '.' || to_regclass('activities_epoch')::oid FROM pg_database d
                    WHERE d.datname = current_database());
BEGIN
    BEGIN
        parts := concat_ws('.', parts, (SELECT system_identifier FROM pg_control_system()));
    EXCEPTION WHEN insufficient_privilege OR undefined_function THEN NULL;
    END;
    BEGIN
        IF pg_is_in_recovery() THEN
            parts := concat_ws('.', parts, (SELECT timeline_id FROM pg_control_checkpoint()));
        ELSE
            parts := concat_ws('.', parts, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int);
        END IF;
    EXCEPTION WHEN insufficient_privilege OR undefined_function THEN NULL;
    END;
    RETURN parts;
END $$;
INSERT INTO activities_epoch (id, mark) VALUES (1, gen_random_uuid())
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0034_country_alpha3")]

    operations = [
        migrations.CreateModel(
            name="Epoch",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("mark", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "verbose_name": "epoch",
                "verbose_name_plural": "epochs",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_epoch")],
            },
        ),
        migrations.RunSQL(PARTS, "DROP FUNCTION activities_epoch_parts()"),
    ]
