from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # the index is built without a lock against writers, which no transaction allows

    dependencies = [
        ('activities', '0018_search_words'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='activity',
            index=GinIndex(models.Func(models.F('partners'), function='activities_partner_words', output_field=SearchVectorField()), name='activity_partner_words'),
        ),
    ]
