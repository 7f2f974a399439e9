"""What a form refuses, as the error summary takes it."""

from django.forms import BaseForm

Problems = list[dict[str, str]]


def problems(form: BaseForm) -> Problems:
    """One entry a message, with the address of its field; none for a form that nobody has sent."""
    return [
        {"href": f"#{form[name].id_for_label or form[name].auto_id}" if name in form.fields else "", "message": message}
        for name, found in (form.errors.items() if form.is_bound else ())
        for message in found
    ]
