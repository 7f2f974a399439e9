"""Two people wrote one thing: which fields differ, and whose value to take unless the second decides otherwise."""

from collections.abc import Callable, Mapping
from typing import Any

MINE, THEIRS, UNDECIDED = "mine", "theirs", ""


def differences(
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    base: Mapping[str, Any] | None,
    same: Callable[[str, Any, Any], bool] = lambda name, one, other: one == other,
) -> dict[str, str]:
    """{field: MINE, THEIRS or UNDECIDED} of the fields in which both versions differ now.

    `base` is what the second editor had started from: a field that only one of them altered since is decided by that;
    where both did, or where the base is not known, somebody has to choose.
    """
    found = {}
    for name, value in mine.items():
        if same(name, value, theirs[name]):
            continue
        if base is None:
            found[name] = UNDECIDED
        elif same(name, value, base[name]):
            found[name] = THEIRS
        else:
            found[name] = MINE if same(name, theirs[name], base[name]) else UNDECIDED
    return found


def chosen(found: Mapping[str, str], data: Mapping[str, Any]) -> dict[str, str]:
    """`found` with what the editor ticked, as `keep_<field>`, instead of what was preset."""
    ticked = {name: data.get(f"keep_{name}", "") for name in found}
    return {name: ticked[name] if ticked[name] in (MINE, THEIRS) else preset for name, preset in found.items()}


def settled(mine: Mapping[str, Any], theirs: Mapping[str, Any], choices: Mapping[str, str]) -> dict[str, Any]:
    """What to write: each field as chosen."""
    return {name: theirs[name] if choices.get(name) == THEIRS else value for name, value in mine.items()}
