"""A form whose values go into the ledger, and its page when the ledger is busy (activities/pages/busy.py)."""

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


class EditingForm(forms.Form):
    """Its page has all input and the reason when saving was not possible in time."""

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and _why.get():
            self.add_error(None, _why.get())
