"""Takes the index away that holds `verified`, while others write."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('activities', '0014_organisations'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='mapping',
            name='mapping_live',
        ),
    ]
