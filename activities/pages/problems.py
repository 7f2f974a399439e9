"""What a form refuses, as the error summary takes it."""

from django.forms import BaseForm
from django.utils.translation import gettext as _

Problems = list[dict[str, str]]


def problems(form: BaseForm) -> Problems:
    """One entry a message, with the address of its field; none for a form that nobody has sent. Our messages about what
    is missing name it; those about what is wrong, such as "Give a year", stand behind the name of their field."""
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
