"""Marks the views that can show the past. Every other view refuses `?as_of=` (docs/adr/0007)."""

from collections.abc import Callable
from typing import TypeVar

Marked = TypeVar("Marked", bound=Callable)


def shows_the_past(view: Marked) -> Marked:
    """Mark a view function or an API class as able to answer `?as_of=`. It must be the outermost decorator.

    Such a view only reads tables that have a history, or are derived from such tables, and writes nothing.
    """
    view.shows_the_past = True  # type: ignore[attr-defined]
    return view


def has_past(view: Callable) -> bool:
    """Whether the view of a route is marked. A subclass of a marked class must be marked itself."""
    return vars(getattr(view, "cls", view)).get("shows_the_past", False)
