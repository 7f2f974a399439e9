"""Goes through the rows of the new constraints while others write."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('roadmap', '0003_certainty'),
    ]

    operations = [
        ValidateConstraint(model_name='actionterm', name='action_term_certainty_known'),
        ValidateConstraint(model_name='document', name='document_certainty_known'),
        ValidateConstraint(model_name='edition', name='edition_certainty_known'),
        ValidateConstraint(model_name='hlpfyear', name='hlpf_year_certainty_known'),
        ValidateConstraint(model_name='seriesvalue', name='series_value_certainty_known'),
    ]
