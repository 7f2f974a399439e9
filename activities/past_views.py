"""Which views can show the past: those that say so. Every other view refuses `?as_of=` (docs/adr/0007)."""

from collections.abc import Callable
from typing import TypeVar

Marked = TypeVar("Marked", bound=Callable)


def shows_the_past(view: Marked) -> Marked:
    """Mark a view as one that can answer `?as_of=`. A view function or an API class, outermost of its decorators.

    Such a view reads only tables that have a history or are derived from those, and writes nothing.
    """
    view.shows_the_past = True  # type: ignore[attr-defined]
    return view


def has_past(view: Callable) -> bool:
    """Whether the view of a route is marked. A subclass of a marked class is not, unless it is marked itself."""
    return vars(getattr(view, "cls", view)).get("shows_the_past", False)
