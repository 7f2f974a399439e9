"""Operations for migrations that do not render the models again, because what they change is not used from there.

Django renders a model and all related ones after each trigger, constraint and field. Here nearly all models are related
through `Change`, and that was most of the time that `migrate` took on an empty database.
"""

import pgtrigger.migrations
from django.db import migrations


class _NotRendered:
    def state_forwards(self, app_label, state):
        rendered = state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)
        if rendered is not None:
            state.__dict__["apps"] = rendered


class AddTrigger(_NotRendered, pgtrigger.migrations.AddTrigger):
    pass


class RemoveTrigger(_NotRendered, pgtrigger.migrations.RemoveTrigger):
    pass


class AddConstraint(_NotRendered, migrations.AddConstraint):
    pass


class AlterWording(_NotRendered, migrations.AlterField):
    """Change a field's label, help text or choices, which the database does not hold."""
