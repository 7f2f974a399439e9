"""Goes through the rows of the new constraints while others write."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0026_submissions'),
    ]

    operations = [
        ValidateConstraint(model_name='activity', name='english_is_not_translated'),
        ValidateConstraint(model_name='notice', name='notice_has_one_receiver'),
    ]
