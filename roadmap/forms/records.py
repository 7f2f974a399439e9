"""The form of a row of a register: a subclass declares its fields, `RecordForm` does the rest."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import UniqueConstraint
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.editing import EditingForm
from activities.forms.fields import NumberSeenField, WhyField
from roadmap.forms.rows import RowsField
from roadmap.queries.records import RecordKind, values_of

#: Fields of every such form, after those of the subclass.
OWN = ("reason", "seen", "base")


class DayField(forms.DateField):
    """A day, with the date picker of the browser."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {"invalid": gettext_lazy("Enter a day, such as 2026-07-14.")})
        super().__init__(**kwargs)


def row_choice(
    rows: Callable[[], Iterable[tuple[Any, str]]], label: Any, *, empty: Any = "–", **kwargs: Any
) -> forms.TypedChoiceField:
    """A choice of one row. `rows` returns (id, name) of those that can be chosen; the value is the id or None."""
    return forms.TypedChoiceField(
        label=label, choices=lambda: [("", empty), *rows()], coerce=int, empty_value=None, **kwargs
    )


class RecordForm(EditingForm):
    """A subclass has a field for each of `kind.names`, of the same name; a foreign key goes by its attname (`plan_id`).

    `kind` says how rows are written; `row` is the one being edited, None for a new one. `fixed` are columns of a new
    row that its address determines. `values()` returns what `create_record` and `save_record` take. A field that is
    called `kind` itself is added below the class: `ThingForm.base_fields["kind"] = …`.
    """

    kind: ClassVar[RecordKind]
    #: Columns of which unique sets are kept by `kind.after`, such as positions.
    moved: ClassVar[tuple[str, ...]] = ()
    #: Short fields that stand side by side on the page, if they follow each other.
    beside: ClassVar[tuple[str, ...]] = ()

    reason = WhyField()
    seen = NumberSeenField(required=False)
    base = NumberSeenField(required=False)

    def __init__(self, *args: Any, row: Any = None, fixed: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.row, self.fixed = row, dict(fixed or {})
        self.current: dict[str, Any] = values_of(self.kind, row) if row is not None else {}
        if row is not None:
            kwargs.setdefault("initial", self.current | {"seen": row.change_id})
        super().__init__(*args, **kwargs)
        for name in OWN:
            self.fields[name] = self.fields.pop(name)

    def clean(self) -> dict[str, Any]:
        super().clean()
        for names in unique_sets(self.kind.model):
            if not set(names) & set(self.moved):
                self.refuse_twin(names)
        return self.cleaned_data

    def refuse_twin(self, names: tuple[str, ...]) -> None:
        """An error if another row has the same values in these columns, which must be unique together."""
        shown = [name for name in names if name in self.fields]
        known = {name: getattr(self.row, name, None) for name in names} | self.fixed
        values = {name: self.cleaned_data.get(name, known[name]) for name in names}
        if not shown or any(value in (None, "") for value in values.values()):
            return
        texts = {name for name, value in values.items() if isinstance(value, str) and not name.endswith("_id")}
        same = {f"{name}__iexact" if name in texts else name: value for name, value in values.items()}
        other = self.kind.model.objects.filter(**same).exclude(pk=getattr(self.row, "pk", None)).first()
        if other is None:
            return
        said = {"name": str(other)[:80], "label": str(self.fields[shown[-1]].label).lower()}
        if getattr(other, "withdrawn", False):
            message = _("“%(name)s” already has this %(label)s, but has been withdrawn. Restore it instead.")
        else:
            message = _("“%(name)s” already has this %(label)s. Edit that entry, or enter another %(label)s.")
        self.add_error(shown[-1], message % said)

    def values(self) -> dict[str, Any]:
        """{field: value} of a valid form. If a value differs from the row's only by cleaning or by order without
        meaning, it is the row's."""
        same, current = self.kind.same, self.current
        wanted = {name: self.cleaned_data[name] for name in self.kind.names if name in self.fields}
        return {
            name: current[name] if name in current and same(name, value, current[name]) else value
            for name, value in wanted.items()
        }

    def in_words(self, name: str, value: Any) -> str:
        """A value of a field, for a page that shows both values of a conflict."""
        field = self.fields[name]
        if isinstance(field, RowsField):
            return field.in_words(value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, date):
            return date_format(value)
        each = value if isinstance(value, (list, tuple)) else [value]
        labels = labels_of(field) if isinstance(field, forms.ChoiceField) else {}
        return "; ".join(labels.get(str(one), str(one)) for one in each if one not in (None, ""))

    @property
    def groups(self) -> list[tuple[bool, list[forms.BoundField]]]:
        """The fields in their order, for the page: (whether they stand side by side, fields)."""
        found: list[tuple[bool, list[forms.BoundField]]] = []
        for bound in self.visible_fields():
            beside = bound.name in self.beside
            if beside and found and found[-1][0]:
                found[-1][1].append(bound)
            else:
                found.append((beside, [bound]))
        return found


def labels_of(field: forms.ChoiceField) -> Mapping[str, str]:
    return {str(value): str(label) for value, label in field.choices if not isinstance(label, (list, tuple))}


def unique_sets(model: Any) -> list[tuple[str, ...]]:
    """The attnames of columns that must be unique, alone or together."""
    meta = model._meta
    found = [(field.attname,) for field in meta.concrete_fields if field.unique and not field.primary_key]
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields and constraint.condition is None:
            found.append(tuple(meta.get_field(name).attname for name in constraint.fields))
    return found
