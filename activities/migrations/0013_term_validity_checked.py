from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0012_term_validity'),
    ]

    operations = [
        ValidateConstraint(model_name='term', name='term_valid_in_order'),
        ValidateConstraint(model_name='term', name='term_replaces_another'),
    ]
