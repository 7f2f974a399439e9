"""First days of the sessions on which due dates depend."""

from collections.abc import Mapping
from datetime import date

#: {(frequency, year): first day}
Sessions = Mapping[tuple[str, int], date]


def sessions() -> Sessions:
    """The first days of sessions of the HLPF and of Council, as far as they are known to the day."""
    return {}
