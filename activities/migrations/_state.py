"""Operations for migrations that do not render the models again, because what they change is not used from there.

Django renders a model and all related ones after each trigger, constraint and field. Here nearly all models are related
through `Change`, and that was most of the time that `migrate` took on an empty database.
"""

from collections.abc import Sequence

import pgtrigger.migrations
from django.contrib.postgres.operations import AddConstraintNotValid as DjangoAddConstraintNotValid
from django.contrib.postgres.operations import AddIndexConcurrently as DjangoAddIndexConcurrently
from django.db import migrations
from django.db.migrations.operations.base import Operation


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


class AddIndex(_NotRendered, migrations.AddIndex):
    pass


class AddIndexConcurrently(_NotRendered, DjangoAddIndexConcurrently):
    pass


class AddConstraintNotValid(_NotRendered, DjangoAddConstraintNotValid):
    pass


class Together(Operation):
    """Several operations after which the models are rendered once.

    New tables are created as they are after all of the operations, with all fields, indexes and constraints. The
    operations may create models, and add to or remove from old ones; they may not depend on each other's data.
    """

    atomic = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self):
        return self.__class__.__qualname__, [self.operations], {}

    def _on_new(self, operation: Operation, made: set[str]) -> bool:
        return str(getattr(operation, "model_name", "")).lower() in made

    def _in_database(self) -> list[Operation]:
        made = {one.name_lower for one in self.operations if isinstance(one, migrations.CreateModel)}
        return [one for one in self.operations if not self._on_new(one, made)]

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self._in_database():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self._in_database()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "; ".join(operation.describe() for operation in self.operations)
