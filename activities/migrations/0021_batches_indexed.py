from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # the index is built without a lock against writers, which no transaction allows

    dependencies = [
        ('activities', '0020_batches'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='change',
            index=models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch', 'id'], name='change_batch'),
        ),
    ]
