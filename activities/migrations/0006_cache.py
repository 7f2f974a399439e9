"""The table of Django's database cache, where all web workers count attempts to sign in."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("activities", "0005_staff")]

    operations = [
        migrations.RunSQL(
            # Unlogged: cheap to write, and whatever a crash empties may be forgotten.
            """
            CREATE UNLOGGED TABLE cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX cache_expires ON cache (expires);
            """,
            "DROP TABLE cache",
        ),
    ]
