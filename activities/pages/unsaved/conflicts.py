"""What a page shows when two people edited the same thing. `activities.forms.conflicts` explains the five steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.forms import BaseForm, BooleanField, RadioSelect, Select, Widget
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from activities.forms.conflicts import MINE, NONE, OTHER, THEIRS, UNDECIDED, chosen
from activities.pages.problems import Problems

#: Inputs that the page writes into its form itself.
OWN = ("csrfmiddlewaretoken", "seen", "base", "place")


class Changed(Protocol):
    """Who changed the current version, when and why. `who` is empty when no person did."""

    @property
    def who(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the two versions differ: both values in words, the preset, and the choice so far.

    `input` is the form's name of the field. `other` is the input for another value, as HTML; empty where there is no
    third value. `errors` are about that input. `both`: both values together, in words; empty where that is no choice.
    `remark` explains the preset.
    """

    name: str
    input: str
    label: str
    mine: str
    theirs: str
    preset: str
    choice: str
    other: str
    errors: tuple[str, ...]
    both: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """The context of components/conflict_notice.html and components/conflict_fields.html.

    `hidden`: (name, value) of everything that the editor typed. `base` and `seen`: the version from which the editor
    started, and the one that the page shows. `prefix` goes into the ids, where a page may have several conflicts.
    `sides`: what the two values are called, "Your value" and "Current value" unless the page says otherwise.
    """

    fields: tuple[Difference, ...]
    errors: Problems
    hidden: list[tuple[str, str]]
    base: int
    seen: int
    changed: Changed | None
    prefix: str
    sides: tuple[str, str] = ("", "")

    @property
    def today(self) -> bool:
        return self.changed is not None and localdate(self.changed.at) == localdate()


def conflict(
    form: BaseForm,
    found: Mapping[str, str],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    *,
    base: int,
    seen: int,
    changed: Changed | None,
    show: Callable[[str, Any], str],
    checked: BaseForm | None = None,
    names: Mapping[str, str] | None = None,
    widgets: Mapping[str, Widget] | None = None,
    prefix: str = "",
    both: Mapping[str, Any] = NONE,
    remarks: Mapping[str, str] | None = None,
    sides: tuple[str, str] = ("", ""),
) -> Conflict:
    """Both values of each field in `found` (`differences()`), with everything that was typed into `form`.

    `show(name, value)` gives a value in words; labels and inputs are those of the form. `checked` is the form with the
    chosen values (`chosen_data()`), when the page comes again because a field is undecided or a value is wrong.
    `names` as for `chosen_data()`. `widgets`: {field: widget} where the form's own does not suit another value.
    `both`: {field: both values together} where that is a choice. `remarks`: {field: why it is preset as it is}; without
    them, whether only one of the two people changed the field.
    """
    fields = []
    for name, choice in chosen(found, form.data, both).items():
        called = (names or {}).get(name, name)
        refused = checked.errors.get(called, ()) if checked and choice == OTHER else ()
        difference = Difference(
            name=name,
            input=called,
            label=capfirst(str(form.fields[called].label)),
            mine=show(name, mine[name]),
            theirs=show(name, theirs[name]),
            preset=found[name],
            choice=choice,
            other=other_input(form, called, (widgets or {}).get(name), prefix, wrong=bool(refused)),
            errors=tuple(str(error) for error in refused),
            both=show(name, both[name]) if name in both else "",
            remark=remarks.get(name, "") if remarks is not None else who_changed(found[name]),
        )
        fields.append(difference)
    errors = problems(fields, checked, prefix) if checked else []
    return Conflict(tuple(fields), errors, carried(form.data), base, seen, changed, prefix, sides)


def who_changed(preset: str) -> str:
    """Why a field that only one of the two people changed is preset."""
    words = {MINE: _("only you changed this"), THEIRS: _("you did not change this")}
    return words.get(preset, "")


def other_input(form: BaseForm, name: str, widget: Widget | None, prefix: str, *, wrong: bool) -> str:
    """The input for a value that is neither mine nor theirs. It starts with what was typed into the field."""
    field = form.fields[name]
    if isinstance(field, BooleanField):
        return ""  # one of the two values is mine, the other theirs
    widget = widget or field.widget
    if isinstance(widget, RadioSelect) and not widget.allow_multiple_selected:
        widget = Select(choices=widget.choices)
    sent = f"other_{name}"
    value = widget.value_from_datadict(form.data, {}, sent) if sent in form.data else form[name].value()
    attributes = {"id": f"id_{prefix}{sent}"}
    if not getattr(widget, "allow_multiple_selected", False):  # boxes have labels of their own
        attributes["aria-label"] = _("%(field)s: new value") % {"field": capfirst(str(field.label))}
    if wrong:
        attributes |= {"aria-invalid": "true", "aria-describedby": f"id_{prefix}{sent}_error"}
    return str(widget.render(sent, value, attributes))


def problems(fields: list[Difference], checked: BaseForm, prefix: str) -> Problems:
    """One entry for each undecided field and for each value that the form refuses. What the form says of other fields,
    or of several together, counts once all are decided."""
    undecided = [field for field in fields if field.choice == UNDECIDED]
    missing = _("%(field)s: choose a value, or write another.")
    found = [{"href": first_choice(field, prefix), "message": missing % {"field": field.label}} for field in undecided]
    places = {
        field.input: f"#id_{prefix}other_{field.input}" if field.choice == OTHER else first_choice(field, prefix)
        for field in fields
        if field.choice == OTHER or not undecided
    }
    for name, messages in checked.errors.items():
        if undecided and name not in places:
            continue
        label = capfirst(str(checked.fields[name].label)) if name in checked.fields else ""
        for message in messages:
            text = _("%(field)s: %(message)s") % {"field": label, "message": message} if label else str(message)
            found.append({"href": places.get(name, ""), "message": text})
    return found


def first_choice(field: Difference, prefix: str) -> str:
    return f"#id_{prefix}keep_{field.name}_mine"


def carried(data: QueryDict) -> list[tuple[str, str]]:
    """Everything that was typed, for hidden inputs."""
    return [
        (name, value)
        for name, values in data.lists()
        if name not in OWN and not name.startswith(("keep_", "other_"))
        for value in values
    ]
