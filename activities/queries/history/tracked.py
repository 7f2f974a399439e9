"""The tables whose versions pghistory stores: which columns are shown, compared and reverted."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models import Activity

#: Columns that are not shown.
SILENT = frozenset({"slug"})
#: What pages call a row and rows of these tables; others go by the name of their model.
SAID = {
    "mapping": (_("link"), _("links")),
    "term": (_("entry of a framework"), _("entries of frameworks")),
    "termtext": (_("text of an entry"), _("texts of entries")),
    "crosswalk": (_("link between frameworks"), _("links between frameworks")),
}


@dataclass(frozen=True)
class Tracked:
    """One table. `columns` are the attnames of all columns in a version except id and Change; they are compared and
    reverted. `fields` are the fields that are shown, in the order of the model."""

    name: str
    model: type[Any]
    event: type[Any]
    columns: tuple[str, ...]
    fields: tuple[Any, ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def events(self) -> str:
        return self.event._meta.db_table

    @property
    def withdrawable(self) -> bool:
        return "withdrawn" in self.columns

    @property
    def label(self) -> str:
        return str(SAID[self.name][0] if self.name in SAID else self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return str(SAID[self.name][1] if self.name in SAID else self.model._meta.verbose_name_plural)

    @property
    def named_by(self) -> tuple[str, ...]:
        """Attnames of the columns that name a row."""
        if self.model.NAMED_BY:
            return self.model.NAMED_BY
        meta = self.model._meta
        for constraint in meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
                return tuple(meta.get_field(name).attname for name in constraint.fields)
        return tuple(field.attname for field in meta.concrete_fields if field.unique and not field.primary_key)[:1]

    def versions(self, events: Iterable[int]) -> dict[int, dict[str, Any]]:
        """{number of the event: the row's id and columns as of that event}. One query."""
        rows = self.event.objects.filter(pgh_id__in=events).values("pgh_id", "id", *self.columns)
        return {row["pgh_id"]: row for row in rows}

    def belongs_to_activity(self) -> str:
        """The column with the id of the row's activity; "" if rows belong to no activity."""
        if self.name == "activity":
            return "id"
        own = self.model._meta.app_label == Activity._meta.app_label  # what others link to activities is not theirs
        return "activity_id" if own and "activity_id" in self.columns else ""


@cache
def tracked() -> dict[str, Tracked]:
    """{model's name: Tracked}, by app and in the order of its models."""
    found = {}
    for model in apps.get_models():
        event = getattr(model, "pgh_event_model", None)
        if event is None:
            continue
        names = {field.attname for field in event._meta.concrete_fields}
        own = [
            f for f in model._meta.concrete_fields if f.attname in names and not f.primary_key and f.name != "change"
        ]
        name = str(model._meta.model_name)
        found[name] = Tracked(
            name=name,
            model=model,
            event=event,
            columns=tuple(field.attname for field in own),
            fields=tuple(field for field in own if field.name not in SILENT),
        )
    return found


def choices_of(field: Any) -> dict[Any, Any]:
    """{value: label} of a field with choices, or of a list's items."""
    inner = field.base_field if isinstance(field, ArrayField) else field
    return dict(inner.flatchoices or ())
