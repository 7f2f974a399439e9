"""Goes through the rows of the new constraints, and builds the index behind the workspace, while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('activities', '0016_certainty'),
    ]

    operations = [
        ValidateConstraint(model_name='activity', name='activity_description_certainty_known'),
        ValidateConstraint(model_name='crosswalk', name='crosswalk_certainty_known'),
        ValidateConstraint(model_name='crosswalk', name='crosswalk_certainty_agrees_with_standing'),
        ValidateConstraint(model_name='mapping', name='mapping_certainty_known'),
        ValidateConstraint(model_name='term', name='term_certainty_known'),
        ValidateConstraint(model_name='termtext', name='term_text_certainty_known'),
        AddIndexConcurrently(
            model_name='mapping',
            index=models.Index(condition=models.Q(('withdrawn', False)), fields=['activity', 'term'], include=('certainty',), name='mapping_live'),
        ),
    ]
