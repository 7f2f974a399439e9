"""The errors of a form, for the error summary."""

from django.forms import BaseForm
from django.utils.translation import gettext as _

Problems = list[dict[str, str]]


def problems(form: BaseForm) -> Problems:
    """[{"href", "message"}] with one item for each error; empty for an unbound form. Messages about missing values name
    the field; other messages, such as "Enter a year", get its label in front."""
    found = form.errors.as_data().items() if form.is_bound else ()
    return [
        problem(form, name, message, named=error.code == "required")
        for name, errors in found
        for error in errors
        for message in error.messages
    ]


def problem(form: BaseForm, name: str, message: str, *, named: bool) -> dict[str, str]:
    if name not in form.fields:
        return {"href": "", "message": message}
    field = form[name]
    if not named:
        message = _("%(field)s: %(message)s") % {"field": field.label, "message": message}
    return {"href": f"#{field.id_for_label or field.auto_id}", "message": message}
