from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0017_certainty_checked'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('entries', models.IntegerField()),
                ('trigrams', ArrayField(base_field=models.CharField(max_length=3), size=None)),
            ],
            options={
                'indexes': [GinIndex(fields=['trigrams'], name='search_word_trigrams')],
            },
        ),
        migrations.CreateModel(
            name='SearchWordState',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('built_through', models.BigIntegerField(default=0)),
                ('built_at', models.DateTimeField(null=True)),
                ('seconds', models.FloatField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_search_word_state')],
            },
        ),
        # Named as the tables are, and with the configuration in full: a restore runs with an empty search path.
        migrations.RunSQL(
            """
            CREATE OR REPLACE FUNCTION activities_partner_words(partners text[]) RETURNS tsvector
            LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
            $$ SELECT to_tsvector('pg_catalog.simple', array_to_string(partners, ' ')) $$
            """,
            'DROP FUNCTION activities_partner_words(text[])',
        ),
    ]
