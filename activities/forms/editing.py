"""A form of staff, and its page with all input when nothing can be saved: the ledger is busy
(activities/pages/unsaved/busy.py), or the session had ended (activities/pages/unsaved/session_form.py)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django import forms

_why = ContextVar("why", default="")


@contextmanager
def not_now(why: str) -> Iterator[None]:
    """Inside the context, no editing form is valid; `why` is among its errors."""
    token = _why.set(why)
    try:
        yield
    finally:
        _why.reset(token)


def why_not_now() -> str:
    """Why nothing can be saved at the moment; "" when it can."""
    return _why.get()


class EditingForm(forms.Form):
    """Within `not_now`, its page has all input and the reason why nothing was saved."""

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and _why.get():
            self.add_error(None, _why.get())
